{% macro seconds_between(first, last) -%}
    cast(
        {{ days_between(first, last) }} * 86400
        + (extract(hour from {{ last }}) - extract(hour from {{ first }})) * 3600
        + (extract(minute from {{ last }}) - extract(minute from {{ first }})) * 60
        + floor(extract(second from {{ last }})) - floor(extract(second from {{ first }}))
        as bigint
    )
{%- endmacro %}
