{{ config(materialized='view') }}

-- Every customer, month and coverage group of staff it is of an age for: is it held, and not by
-- what was given up soon after its sale. A view: the evidence is kept below it.
with coverage_groups as (
    select * from {{ ref('int_coverage_groups_monthly') }}
    where is_eligible and customer_key <> 'UNASSIGNED'
),

weights as (
    select * from {{ ref('kpi_coverage_weight') }}
),

clawed_back_groups as (
    select * from {{ ref('int_clawed_back_groups_monthly') }}
)

select
    coverage_groups.customer_key,
    coverage_groups.month_end,
    weights.staff_group,
    bool_or(coverage_groups.is_held and clawed_back_groups.customer_key is null) as is_held,
    weights.is_digital,
    weights.weight
from coverage_groups
inner join weights
    on
        coverage_groups.coverage_group = weights.coverage_group
        and coverage_groups.month_end >= weights.valid_from
        and coalesce(coverage_groups.month_end < weights.valid_to, true)
left join clawed_back_groups
    on
        coverage_groups.customer_key = clawed_back_groups.customer_key
        and coverage_groups.month_end = clawed_back_groups.month_end
        and coverage_groups.coverage_group = clawed_back_groups.coverage_group
group by
    coverage_groups.customer_key,
    coverage_groups.month_end,
    weights.staff_group,
    weights.is_digital,
    weights.weight
