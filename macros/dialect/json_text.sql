{% macro json_text(json, key) -%}
    {{ return(adapter.dispatch('json_text', 'strata')(json, key)) }}
{%- endmacro %}

{# DuckDB stops at text that is no JSON, Spark answers NULL; both answer NULL here. #}
{% macro default__json_text(json, key) -%}
    case when json_valid({{ json }}) then json_extract_string({{ json }}, '$."{{ key }}"') end
{%- endmacro %}

{% macro spark__json_text(json, key) -%}
    get_json_object({{ json }}, '$.{{ key }}')
{%- endmacro %}
