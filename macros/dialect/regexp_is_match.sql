{% macro regexp_is_match(text, pattern) -%}
    {{ return(adapter.dispatch('regexp_is_match', 'strata')(text, pattern)) }}
{%- endmacro %}

{% macro default__regexp_is_match(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}

{# Spark reads a backslash in a string literal as an escape, so that it has to be written twice. #}
{% macro spark__regexp_is_match(text, pattern) -%}
    ({{ text }} rlike {{ pattern | replace('\\', '\\\\') }})
{%- endmacro %}
