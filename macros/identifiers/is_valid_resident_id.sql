{% macro is_valid_resident_id(text, on_date) -%}
    coalesce(
        {{ regexp_is_match(text, "'^[1-9][0-9]{16}[0-9X]$'") }}
        and substring({{ text }}, 18, 1) = {{ resident_id_check_character(text) }}
        and {{ resident_id_birth_date(text) }} between date '1900-01-01' and {{ on_date }},
        false
    )
{%- endmacro %}
