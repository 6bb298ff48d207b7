{# Value of one parameter of the seed `parameter`, as a scalar. #}
{% macro parameter(parameter_id) -%}
    (
        select parameters.value from {{ ref('parameter') }} as parameters
        where parameters.parameter_id = '{{ parameter_id }}'
    )
{%- endmacro %}
