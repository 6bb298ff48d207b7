{% macro days_between(first, last) -%}
    {{ return(adapter.dispatch('days_between', 'strata')(first, last)) }}
{%- endmacro %}

{% macro default__days_between(first, last) -%}
    cast(date_diff('day', cast({{ first }} as date), cast({{ last }} as date)) as integer)
{%- endmacro %}

{% macro spark__days_between(first, last) -%}
    datediff({{ last }}, {{ first }})
{%- endmacro %}
