{#
    Text as delivered without the blanks around it: spaces, tabs, line ends, full-width and no-break
    spaces, byte-order marks. A text of nothing else is NULL.
#}
{% macro text(column) -%}
    nullif(trim(both '{{ " \t\r\n\u3000\u00a0\ufeff" }}' from {{ column }}), '')
{%- endmacro %}

{# A code: as `text`, in capitals, because departments differ in case and nothing else depends on it. #}
{% macro code(column) -%}
    upper({{ text(column) }})
{%- endmacro %}

{#
    Whether characters were lost when a text was decoded before landing: the replacement character,
    or what it becomes when its bytes are read as GB18030.
#}
{% macro has_lost_characters(column) -%}
    ({{ column }} like '%{{ "\ufffd" }}%' or {{ column }} like '%锟斤拷%')
{%- endmacro %}

{#
    Whether a name holds a question mark or a character of the private use area where a rare
    character stood.
#}
{% macro has_replaced_characters(column) -%}
    {{ regexp_is_match(column, "'[?？\ue000-\uf8ff]'") }}
{%- endmacro %}

{# Whether a name says that the record is a test left in production. #}
{% macro is_test_name(column) -%}
    (upper({{ column }}) like 'TEST%' or {{ column }} like '%测试%' or {{ column }} like '%測試%')
{%- endmacro %}
