{% macro string_agg_sorted(expr, separator, order_by) -%}
    {{ return(adapter.dispatch('string_agg_sorted', 'strata')(expr, separator, order_by)) }}
{%- endmacro %}

{% macro default__string_agg_sorted(expr, separator, order_by) -%}
    string_agg({{ expr }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro spark__string_agg_sorted(expr, separator, order_by) -%}
    listagg({{ expr }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}
