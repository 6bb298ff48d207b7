{# Name of the version the first build makes: its calibration month. #}
{% macro first_model_version(month_end) -%}
    {{ format_date(month_end, 'yyyy-mm') }}
{%- endmacro %}
