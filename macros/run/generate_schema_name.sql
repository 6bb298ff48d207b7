{# Schemas are named as the models say, without the target's prefix, because marts.md promises them. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema if custom_schema_name is none else custom_schema_name | trim }}
{%- endmacro %}
