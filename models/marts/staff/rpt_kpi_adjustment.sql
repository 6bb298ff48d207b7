-- Corrections of closed months: which month, whose points, and in which month they are posted.
with adjustments as (
    select * from {{ ref('int_kpi_adjustments') }}
),

closed_adjustments as (
    select * from {{ ref('stg_landing__closed_adjustments') }}
)

select
    cast(staff_id as varchar(20)) as staff_id,
    month_end,
    adjusted_month_end,
    cast(points as decimal(9, 4)) as points,
    false as is_frozen
from adjustments

union all

select
    closed_adjustments.*,
    true as is_frozen
from closed_adjustments
