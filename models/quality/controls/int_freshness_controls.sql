-- How many of the delivered feeds came in time (R-23); the late ones are in `feed_coverage`.
with feed_coverage as (
    select * from {{ ref('feed_coverage') }}
    where is_delivered
)

select
    'R-23' as control_id,
    count(*) as left_value,
    count(case when coalesce(days_late, 0) = 0 then 1 end) as right_value,
    count(case when days_late > 0 then 1 end) as difference
from feed_coverage
