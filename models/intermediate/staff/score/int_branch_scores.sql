-- The score of each branch and month: its items, less what valid complaints cost it.
with weights as (
    select * from {{ ref('int_kpi_effective_weights') }}
    where owner_type = 'BRANCH'
),

deductions as (
    select * from {{ ref('int_branch_deductions_monthly') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

summed as (
    select
        weights.owner_id as branch_code,
        weights.month_end,
        least(
            sum(cast(
                cast(weights.weight as double) * weights.score / 100 as decimal(28, 10)
            )), rules.kpi_cap
        ) as indicator_points,
        rules.kpi_cap
    from weights
    inner join rules
        on weights.month_end = rules.month_end
    where not weights.is_void
    group by weights.owner_id, weights.month_end, rules.kpi_cap
)

select
    summed.branch_code,
    summed.month_end,
    summed.indicator_points,
    coalesce(deductions.deduction_points, 0) as deduction_points,
    cast({{ capped(
        'summed.indicator_points - coalesce(deductions.deduction_points, 0)', 'summed.kpi_cap'
    ) }} as decimal(28, 10)) as kpi_score
from summed
left join deductions
    on
        summed.branch_code = deductions.branch_code
        and summed.month_end = deductions.month_end
