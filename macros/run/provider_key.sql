{#
    The key the bank agreed with its data providers, as a relation of one row; NULL where the bank
    has none. As with the secret, only the path stands in SQL.
#}
{% macro provider_key() -%}
    {%- set path = provider_key_path() -%}
    {%- if execute and file_size(path) > 0 -%}
        {{ read_secret(path) }}
    {%- else -%}
        (select cast(null as varchar(100)) as secret)
    {%- endif -%}
{%- endmacro %}


{# Path of the private file with the key agreed with data providers. #}
{% macro provider_key_path() -%}
    {{ env_var('STRATA_PROVIDER_KEY_FILE', env_var('STRATA_HOME', '.') ~ '/.strata/provider_key') }}
{%- endmacro %}
