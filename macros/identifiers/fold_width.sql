{% macro fold_width(text) -%}
    {%- set full, half = width_table() -%}
    case
        when {{ regexp_is_match(text, "'[\\x{3000}\\x{FF01}-\\x{FF5E}]'") }}
            then translate({{ text }}, '{{ full }}', '{{ half }}')
        else {{ text }}
    end
{%- endmacro %}


{# Full-width forms and, at the same places, what they stand for. Quote and backslash are left out:
   they would end or bend the literals this becomes. #}
{% macro width_table() %}
    {{ return((
        '　'
        ~ '！＂＃＄％＆（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭ'
        ~ 'ＮＯＰＱＲＳＴＵＶＷＸＹＺ［］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ'
        ~ '｛｜｝～',
        ' '
        ~ '!"#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLM'
        ~ 'NOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz'
        ~ '{|}~'
    )) }}
{% endmacro %}
