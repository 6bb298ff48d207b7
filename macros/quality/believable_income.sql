{#
    What can be believed of a declared yearly income, in yuan. Below the lowest believable income it
    was meant in ten thousands; dummies (0, 1) and amounts beyond the highest are NULL.
#}
{% macro believable_income(column) -%}
    case
        when {{ is_income_in_ten_thousands(column) }}
            then cast({{ column }} * 10000 as decimal(18, 2))
        when not {{ is_unbelievable_income(column) }}
            then cast({{ column }} as decimal(18, 2))
    end
{%- endmacro %}

{# Whether a declared income is a dummy, negative, or beyond the highest believable one. #}
{% macro is_unbelievable_income(column) -%}
    (
        {{ column }} <= 0
        or {{ column }} = 1
        or {{ column }} > {{ parameter('income_highest') }}
    )
{%- endmacro %}

{# Whether a declared income only makes sense in units of ten thousand yuan. #}
{% macro is_income_in_ten_thousands(column) -%}
    (
        {{ column }} > 0
        and {{ column }} <> 1
        and {{ column }} < {{ parameter('income_lowest') }}
    )
{%- endmacro %}
