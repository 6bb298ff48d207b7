{% macro is_mobile(text) -%}
    coalesce({{ regexp_is_match(text, "'^1[3-9][0-9]{9}$'") }}, false)
{%- endmacro %}
