{# Where `value` lies between `low` and `high`, from 0 to 1; unknown stays unknown, no width gives half. #}
{% macro clamped_share(value, low, high) -%}
    case
        when {{ value }} is null then null
        when {{ high }} is null or {{ high }} <= {{ low }} then 0.5
        when {{ value }} <= {{ low }} then 0
        when {{ value }} >= {{ high }} then 1
        else ({{ value }} - {{ low }}) / nullif({{ high }} - {{ low }}, 0)
    end
{%- endmacro %}
