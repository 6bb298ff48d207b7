-- PLACEHOLDER until months can be closed: what closed months posted, as they were frozen.
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
    points_to_date as points
from {{ ref('int_complaint_points_monthly') }}
where false
