{{ config(materialized='view') }}

-- Adjustments of closed months that were posted in months closed since.
with source as (
    select * from {{ source('closed', 'closed_adjustment') }}
)

select
    staff_id,
    month_end,
    adjusted_month_end,
    points
from source
