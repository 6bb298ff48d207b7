-- The last movement day of each customer up to each month.
with customer_activity as (
    select * from {{ ref('int_customer_activity_daily') }}
),

months as (
    select * from {{ ref('int_months') }}
),

-- One row a customer and calendar month first, so that the range join below stays small.
last_days as (
    select
        customer_key,
        {{ month_end('event_date') }} as movement_month,
        max(event_date) as last_movement_date
    from customer_activity
    group by 1, 2
)

select
    last_days.customer_key,
    months.month_end,
    max(last_days.last_movement_date) as last_movement_date
from last_days
inner join months
    on last_days.movement_month <= months.month_end
group by 1, 2
