{#
    What: the weights of the coverage groups sum to one.
    When it matters: coverage is told as a share; other weights would move it for every customer.
    How to resolve: correct the seed `coverage_group`.
#}
with coverage_groups as (
    select * from {{ ref('coverage_group') }}
)

select sum(weight) as total_weight
from coverage_groups
having abs(sum(weight) - 1) > 0.0001
