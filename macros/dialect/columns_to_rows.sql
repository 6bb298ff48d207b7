{% macro columns_to_rows(columns, name_column, value_column) -%}
    {{ return(adapter.dispatch('columns_to_rows', 'strata')(columns, name_column, value_column)) }}
{%- endmacro %}

{% macro default__columns_to_rows(columns, name_column, value_column) -%}
    unnest(['{{ columns | join("', '") }}']) as {{ name_column }},
    unnest([{{ columns | join(', ') }}]) as {{ value_column }}
{%- endmacro %}

{% macro spark__columns_to_rows(columns, name_column, value_column) -%}
    stack(
        {{ columns | length }}
        {%- for column in columns %}, '{{ column }}', {{ column }}{% endfor %}
    ) as ({{ name_column }}, {{ value_column }})
{%- endmacro %}
