{# The columns of `int_customer_indicators` that hold a value, i01 to i42, in the catalogue's order. #}
{% macro indicator_columns() -%}
    {%- set columns = [] -%}
    {%- for number in range(1, 43) -%}
        {%- do columns.append('i%02d' % number) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
