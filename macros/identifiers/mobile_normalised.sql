{% macro mobile_normalised(text) -%}
    {%- set digits = regexp_replace_all(fold_width(text), "'[^0-9]'", "''") -%}
    case
        when {{ regexp_is_match(digits, "'^(0086|86|0)1[3-9][0-9]{9}$'") }}
            then right({{ digits }}, 11)
        else nullif({{ digits }}, '')
    end
{%- endmacro %}
