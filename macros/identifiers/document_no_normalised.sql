{% macro document_no_normalised(text) -%}
    nullif(upper(
        {{ regexp_replace_all(fold_width(text), "'[^0-9A-Za-z\\x{4E00}-\\x{9FFF}]'", "''") }}
    ), '')
{%- endmacro %}
