{% macro integer_divide(a, b) -%}
    {{ return(adapter.dispatch('integer_divide', 'strata')(a, b)) }}
{%- endmacro %}

{% macro default__integer_divide(a, b) -%}
    cast(({{ a }}) // nullif({{ b }}, 0) as bigint)
{%- endmacro %}

{% macro spark__integer_divide(a, b) -%}
    cast(({{ a }}) div nullif({{ b }}, 0) as bigint)
{%- endmacro %}
