{{ config(materialized='view') }}

-- Items of personal scorecards as they stood when their month was closed.
with source as (
    select * from {{ source('closed', 'closed_staff_kpi') }}
)

select
    staff_id,
    month_end,
    position_code,
    branch_code,
    indicator_code,
    component,
    actual,
    target,
    score,
    weight,
    points,
    is_void,
    is_audited
from source
