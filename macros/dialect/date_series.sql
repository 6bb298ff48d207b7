{% macro date_series(first_date, last_date) -%}
    {{ return(adapter.dispatch('date_series', 'strata')(first_date, last_date)) }}
{%- endmacro %}

{% macro default__date_series(first_date, last_date) -%}
    (
        select cast(unnest(
            generate_series({{ first_date }}, {{ last_date }}, interval 1 day)
        ) as date) as date_day
    )
{%- endmacro %}

{# Spark counts down where the end lies before the start: such a series is asked for as NULL. #}
{% macro spark__date_series(first_date, last_date) -%}
    (
        select explode(
            case
                when {{ first_date }} <= {{ last_date }}
                    then sequence({{ first_date }}, {{ last_date }}, interval 1 day)
            end
        ) as date_day
    )
{%- endmacro %}
