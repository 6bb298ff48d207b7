{#
    The columns together name one row. Returns the columns and how many rows share them.
#}
{% test is_unique_by(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as rows_found
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
