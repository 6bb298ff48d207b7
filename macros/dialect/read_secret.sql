{# Only the path stands in SQL: what stands there ends in logs, compiled files and histories. #}
{% macro read_secret(path) -%}
    {{ return(adapter.dispatch('read_secret', 'strata')(path)) }}
{%- endmacro %}

{% macro default__read_secret(path) -%}
    (
        select trim(content, concat(' ', chr(9), chr(10), chr(13))) as secret
        from read_text('{{ path | replace("'", "''") }}')
    )
{%- endmacro %}

{# The binary source reads the file as one row, as DuckDB does; the text source makes one a line. #}
{% macro spark__read_secret(path) -%}
    (
        select
            trim(both concat(' ', char(9), char(10), char(13)) from cast(content as string))
                as secret
        from binaryfile.`{{ path }}`
    )
{%- endmacro %}
