{{ config(materialized='view') }}

-- Scores of branches as they stood when their month was closed.
with source as (
    select * from {{ source('closed', 'closed_branch_scorecard') }}
)

select
    branch_code,
    month_end,
    kpi_score,
    indicator_points,
    deduction_points
from source
