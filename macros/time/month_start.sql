{# The cast is for DuckDB, whose `date_trunc` makes a timestamp of a date. #}
{% macro month_start(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}
