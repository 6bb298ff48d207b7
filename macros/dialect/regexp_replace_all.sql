{% macro regexp_replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('regexp_replace_all', 'strata')(text, pattern, replacement)) }}
{%- endmacro %}

{# DuckDB replaces the first match only unless told otherwise. #}
{% macro default__regexp_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}

{# Spark reads a backslash in a string literal as an escape, so that it has to be written twice. #}
{% macro spark__regexp_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern | replace('\\', '\\\\') }}, {{ replacement }})
{%- endmacro %}
