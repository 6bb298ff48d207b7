{# The month `strata calibrate --month` asks for, as a date; NULL where none is asked for. #}
{% macro calibration_month_asked() -%}
    {%- set asked = var('calibration_month') -%}
    {{ "date '" ~ asked ~ "'" if asked else 'cast(null as date)' }}
{%- endmacro %}
