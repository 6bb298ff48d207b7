{{ config(materialized='view') }}

-- Personal scorecards as they stood when their month was closed.
with source as (
    select * from {{ source('closed', 'closed_scorecard') }}
)

select
    staff_id,
    month_end,
    position_code,
    branch_code,
    scored_as,
    footfall_class,
    kpi_score,
    indicator_points,
    bonus,
    deduction_points,
    adjustment_points,
    rank_in_group,
    group_size,
    is_eligible,
    is_new,
    eligible_days,
    workdays,
    is_default
from source
