{# Written out digit by digit, because lambdas differ between engines and versions. #}
{% macro weighted_digit_sum(text, weights) -%}
    {%- set terms = [] -%}
    {%- for weight in weights -%}
        {%- set digit = "try_cast(substring(" ~ text ~ ", " ~ loop.index ~ ", 1) as integer)" -%}
        {%- if weight == 1 %}{% do terms.append(digit) %}
        {%- elif weight %}{% do terms.append(weight ~ " * " ~ digit) %}
        {%- endif -%}
    {%- endfor -%}
    ({{ terms | join('\n        + ') }})
{%- endmacro %}
