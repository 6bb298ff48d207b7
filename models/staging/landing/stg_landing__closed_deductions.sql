{{ config(materialized='view') }}

-- Deductions for complaints posted in months that are closed.
with source as (
    select * from {{ source('closed', 'closed_deduction') }}
)

select
    complaint_id,
    party_type,
    party_id,
    month_end,
    received_month_end,
    base_points,
    time_multiplier,
    repeat_multiplier,
    share,
    points
from source
