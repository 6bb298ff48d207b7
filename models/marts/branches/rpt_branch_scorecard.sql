-- One score a branch and month, with its customers, their assets and how long visitors waited.
-- Scores of months that are closed stand as they were closed.
with scores as (
    select * from {{ ref('int_branch_scores') }}
),

closed_scorecards as (
    select * from {{ ref('stg_landing__closed_branch_scorecards') }}
),

closed_months as (
    select distinct month_end from closed_scorecards
),

waits as (
    select * from {{ ref('int_branch_waits_monthly') }}
),

assets as (
    select * from {{ ref('int_branch_assets_monthly') }}
),

told as (
    select
        scores.branch_code,
        scores.month_end,
        cast(scores.kpi_score as decimal(9, 4)) as kpi_score,
        cast(scores.indicator_points as decimal(9, 4)) as indicator_points,
        cast(scores.deduction_points as decimal(9, 4)) as deduction_points,
        false as is_frozen
    from scores
    left join closed_months
        on scores.month_end = closed_months.month_end
    where closed_months.month_end is null

    union all

    select
        branch_code,
        month_end,
        kpi_score,
        indicator_points,
        deduction_points,
        true as is_frozen
    from closed_scorecards
)

select
    cast(told.branch_code as varchar(20)) as branch_code,
    told.month_end,
    told.kpi_score,
    told.indicator_points,
    told.deduction_points,
    cast(assets.customers as integer) as customers,
    cast(assets.aum_total as decimal(18, 2)) as aum_total,
    cast(waits.wait_minutes_p50 as decimal(9, 4)) as wait_minutes_p50,
    cast(waits.wait_minutes_p90 as decimal(9, 4)) as wait_minutes_p90,
    cast(waits.abandoned_share as decimal(9, 4)) as abandoned_share,
    told.is_frozen
from told
left join assets
    on
        told.branch_code = assets.branch_code
        and told.month_end = assets.month_end
left join waits
    on
        told.branch_code = waits.branch_code
        and told.month_end = waits.month_end
