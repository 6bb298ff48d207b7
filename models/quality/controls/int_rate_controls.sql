-- Whether every balance in a foreign currency could be valued (R-22).
with deposit_totals as (
    select * from {{ ref('int_deposit_totals_daily') }}
)

select
    'R-22' as control_id,
    sum(unvalued_rows) as left_value,
    0 as right_value,
    sum(unvalued_rows) as difference
from deposit_totals
