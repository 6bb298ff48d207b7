-- Days with a successful app session per customer and month, over the window that ends with it.
with customer_sessions as (
    select * from {{ ref('int_customer_sessions_daily') }}
    where channel_code = 'APP'
),

months as (
    select * from {{ ref('int_months') }}
)

select
    customer_sessions.customer_key,
    months.month_end,
    cast(count(*) as integer) as mobile_days_90d,
    cast(sum(customer_sessions.sessions) as bigint) as mobile_sessions_90d,
    cast(sum(customer_sessions.minutes) as decimal(18, 2)) as mobile_minutes_90d
from customer_sessions
inner join months
    on
        customer_sessions.event_date > months.window_start
        and customer_sessions.event_date <= months.window_end
group by 1, 2
