{% macro date_from_digits(text) -%}
    case
        when {{ regexp_is_match(text, "'^[0-9]{8}$'") }}
            then try_cast(concat(
                substring({{ text }}, 1, 4), '-',
                substring({{ text }}, 5, 2), '-',
                substring({{ text }}, 7, 2)
            ) as date)
    end
{%- endmacro %}
