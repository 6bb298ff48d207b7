{# Zeros in front change no Luhn sum, so that every length becomes nineteen places. The sum stands
   first, outside any branch, so that the engine works the padded texts out once a row. #}
{% macro is_luhn_valid(text) -%}
    {%- set padded = "lpad(" ~ text ~ ", 19, '0')" -%}
    {%- set doubled = "translate(" ~ padded ~ ", '0123456789', '0246813579')" -%}
    (
        coalesce((
            {{ weighted_digit_sum(padded, [1, 0] * 9 + [1]) }}
            + {{ weighted_digit_sum(doubled, [0, 1] * 9) }}
        ) % 10 = 0, false)
        and coalesce({{ regexp_is_match(text, "'^[0-9]{12,19}$'") }}, false)
    )
{%- endmacro %}
