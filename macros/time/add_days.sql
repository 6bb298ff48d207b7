{% macro add_days(day, days) -%}
    {{ return(adapter.dispatch('add_days', 'strata')(day, days)) }}
{%- endmacro %}

{% macro default__add_days(day, days) -%}
    (cast({{ day }} as date) + cast({{ days }} as integer))
{%- endmacro %}

{% macro spark__add_days(day, days) -%}
    date_add({{ day }}, cast({{ days }} as integer))
{%- endmacro %}
