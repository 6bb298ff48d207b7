{% macro resident_id_birth_date(text) -%}
    case
        when {{ regexp_is_match(text, "'^[0-9]{17}[0-9X]$'") }}
            then try_cast(concat(
                substring({{ text }}, 7, 4), '-',
                substring({{ text }}, 11, 2), '-',
                substring({{ text }}, 13, 2)
            ) as date)
        when {{ regexp_is_match(text, "'^[0-9]{15}$'") }}
            then try_cast(concat(
                '19', substring({{ text }}, 7, 2), '-',
                substring({{ text }}, 9, 2), '-',
                substring({{ text }}, 11, 2)
            ) as date)
    end
{%- endmacro %}
