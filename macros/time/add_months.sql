{% macro add_months(day, months) -%}
    {{ return(adapter.dispatch('add_months', 'strata')(day, months)) }}
{%- endmacro %}

{% macro default__add_months(day, months) -%}
    cast(cast({{ day }} as date) + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__add_months(day, months) -%}
    add_months({{ day }}, cast({{ months }} as integer))
{%- endmacro %}
