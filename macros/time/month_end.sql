{% macro month_end(day) -%}
    last_day(cast({{ day }} as date))
{%- endmacro %}
