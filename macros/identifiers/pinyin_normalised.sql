{# Tone marks are dropped; ü is v, as it is typed. #}
{% macro pinyin_normalised(text) -%}
    {%- set upper_text = "upper(" ~ fold_width(text) ~ ")" -%}
    {%- set plain -%}
    translate(
        {{ upper_text }},
        'ĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙÜǕǗǙǛ',
        'AAAAEEEEIIIIOOOOUUUUVVVVV'
    )
    {%- endset -%}
    nullif({{ regexp_replace_all(plain, "'[^A-Z]'", "''") }}, '')
{%- endmacro %}
