{% macro format_date(day, picture) -%}
    {{ return(adapter.dispatch('format_date', 'strata')(day, picture)) }}
{%- endmacro %}

{% macro default__format_date(day, picture) -%}
    strftime(
        {{ day }},
        '{{ picture | replace("yyyy", "%Y") | replace("mm", "%m") | replace("dd", "%d") }}'
    )
{%- endmacro %}

{% macro spark__format_date(day, picture) -%}
    date_format({{ day }}, '{{ picture | replace("mm", "MM") }}')
{%- endmacro %}
