{% macro age_in_years(birth, on) -%}
    cast(
        extract(year from {{ on }}) - extract(year from {{ birth }})
        - case
            when
                extract(month from {{ on }}) * 100 + extract(day from {{ on }})
                < extract(month from {{ birth }}) * 100 + extract(day from {{ birth }})
                then 1
            else 0
        end
        as integer
    )
{%- endmacro %}
