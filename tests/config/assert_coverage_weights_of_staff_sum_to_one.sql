{#
    What: the weights of the coverage groups of staff sum to one, a group counted once.
    When it matters: groups that make one group of staff carry its weight in each row, and one of them
    changed alone would count the group twice.
    How to resolve: correct the seed `kpi_coverage_weight`: one weight a `staff_group` and period.
#}
with staff_groups as (
    select distinct
        staff_group,
        weight,
        valid_from
    from {{ ref('kpi_coverage_weight') }}
    where valid_to is null
)

select sum(weight) as total_weight
from staff_groups
having abs(sum(weight) - 1) > 0.0001
