{# A serial of 996 to 999 in an old number marked a centenarian, born in the 1800s: the century to
   put in is unknown, so that a person decides. #}
{% macro resident_id_18(text) -%}
    case
        when {{ regexp_is_match(text, "'^[0-9]{17}[0-9X]$'") }} then {{ text }}
        when
            {{ regexp_is_match(text, "'^[0-9]{15}$'") }}
            and substring({{ text }}, 13, 3) not in ('996', '997', '998', '999')
            then concat(
                substring({{ text }}, 1, 6), '19', substring({{ text }}, 7, 9),
                {{ resident_id_check_character(
                    "concat(substring(" ~ text ~ ", 1, 6), '19', substring(" ~ text ~ ", 7, 9))"
                ) }}
            )
    end
{%- endmacro %}


{# GB 11643-1999: ISO 7064 MOD 11-2 over seventeen digits. #}
{% macro resident_id_check_character(text) -%}
    {%- set weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] -%}
    substring('10X98765432', 1 + {{ weighted_digit_sum(text, weights) }} % 11, 1)
{%- endmacro %}
