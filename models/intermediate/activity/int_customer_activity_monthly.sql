-- Movement days and channel use per customer and month, over the window that ends with the month
-- (with `as_of_date` in the open month).
with customer_activity as (
    select * from {{ ref('int_customer_activity_daily') }}
),

months as (
    select * from {{ ref('int_months') }}
),

windowed as (
    select
        customer_activity.customer_key,
        months.month_end,
        customer_activity.event_date,
        sum(case
            when customer_activity.channel_group = 'ONLINE'
                then customer_activity.transactions
            else 0
        end) as online,
        sum(case
            when customer_activity.channel_group = 'COUNTER'
                then customer_activity.transactions
            else 0
        end) as counter,
        sum(case
            when customer_activity.channel_group = 'DEVICE'
                then customer_activity.transactions
            else 0
        end) as device
    from customer_activity
    inner join months
        on
            customer_activity.event_date > months.window_start
            and customer_activity.event_date <= months.window_end
    group by 1, 2, 3
)

select
    customer_key,
    month_end,
    cast(count(*) as integer) as movement_days_90d,
    cast(sum(online) as bigint) as online_transactions_90d,
    cast(sum(counter) as bigint) as counter_transactions_90d,
    cast(sum(device) as bigint) as device_transactions_90d
from windowed
group by 1, 2
