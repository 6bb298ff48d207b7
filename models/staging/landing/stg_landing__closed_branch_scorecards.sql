{{ config(materialized='view') }}

-- Scorecards of branches as they stood when their month was closed.
with source as (
    select * from {{ source('closed', 'closed_branch_scorecard') }}
)

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
    abandoned_share
from source
