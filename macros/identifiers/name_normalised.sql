{% macro name_normalised(text) -%}
    nullif(upper(translate(
        {{ regexp_replace_all(name_folded(text), blanks_pattern(), "''") }},
        '.‧∙•⋅・･',
        '·······'
    )), '')
{%- endmacro %}


{# Most names hold nothing to fold, and so long a table is slow: it is used where it is needed. #}
{% macro name_folded(text) -%}
    {%- set full, half = width_table() -%}
    {%- set traditional, simplified = simplified_table() -%}
    case
        when {{ regexp_is_match(text, "'[\\x{FF01}-\\x{FF5E}" ~ traditional ~ "]'") }}
            then translate(
                {{ text }},
                '{{ full ~ traditional }}',
                '{{ half ~ simplified }}'
            )
        else {{ text }}
    end
{%- endmacro %}


{# Blanks that occur in names: spaces of every width, tabs, line ends, zero-width and order marks. #}
{% macro blanks_pattern() %}
    {{ return(
        "'[\\s\\x{A0}\\x{2000}-\\x{200F}\\x{2028}-\\x{202F}\\x{2060}\\x{3000}"
        ~ "\\x{FEFF}]+'"
    ) }}
{% endmacro %}
