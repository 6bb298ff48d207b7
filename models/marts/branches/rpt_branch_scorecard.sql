-- One score a branch and month, with its customers, their assets and how long visitors waited.
-- Months that are closed stand as they were closed.
with scores as (
    select * from {{ ref('int_branch_scores') }}
),

closed_scorecards as (
    select * from {{ ref('stg_landing__closed_branch_scorecards') }}
),

closed_months as (
    select * from {{ ref('int_closed_months') }}
),

waits as (
    select * from {{ ref('int_branch_waits_monthly') }}
),

assets as (
    select * from {{ ref('int_branch_assets_monthly') }}
),

open_scores as (
    select
        scores.*,
        assets.customers,
        assets.aum_total,
        waits.wait_minutes_p50,
        waits.wait_minutes_p90,
        waits.abandoned_share
    from scores
    left join closed_months
        on scores.month_end = closed_months.month_end
    left join assets
        on
            scores.branch_code = assets.branch_code
            and scores.month_end = assets.month_end
    left join waits
        on
            scores.branch_code = waits.branch_code
            and scores.month_end = waits.month_end
    where closed_months.month_end is null
)

select
    cast(branch_code as varchar(20)) as branch_code,
    month_end,
    cast(kpi_score as decimal(9, 4)) as kpi_score,
    cast(indicator_points as decimal(9, 4)) as indicator_points,
    cast(deduction_points as decimal(9, 4)) as deduction_points,
    cast(customers as integer) as customers,
    cast(aum_total as decimal(18, 2)) as aum_total,
    cast(wait_minutes_p50 as decimal(9, 4)) as wait_minutes_p50,
    cast(wait_minutes_p90 as decimal(9, 4)) as wait_minutes_p90,
    cast(abandoned_share as decimal(9, 4)) as abandoned_share,
    false as is_frozen
from open_scores

union all

select
    branch_code,
    month_end,
    kpi_score,
    indicator_points,
    deduction_points,
    customers,
    aum_total,
    wait_minutes_p50,
    wait_minutes_p90,
    abandoned_share,
    true as is_frozen
from closed_scorecards
