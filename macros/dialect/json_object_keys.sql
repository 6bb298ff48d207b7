{% macro json_object_keys(json_text) -%}
    {{ return(adapter.dispatch('json_object_keys', 'strata')(json_text)) }}
{%- endmacro %}

{% macro default__json_object_keys(json_text) -%}
    array_to_string(json_keys({{ json_text }}), ' ')
{%- endmacro %}

{% macro spark__json_object_keys(json_text) -%}
    case when {{ json_text }} is not null then concat_ws(' ', json_object_keys({{ json_text }})) end
{%- endmacro %}
