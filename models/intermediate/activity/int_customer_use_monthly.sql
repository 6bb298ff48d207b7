-- What each customer did up to each month, with unknown told apart from nothing.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

delivered_feeds as (
    select * from {{ ref('int_delivered_feeds') }}
),

activity as (
    select * from {{ ref('int_customer_activity_monthly') }}
),

sessions as (
    select * from {{ ref('int_customer_sessions_monthly') }}
),

movements as (
    select * from {{ ref('int_customer_movements') }}
),

-- Nothing is known of what a customer does whose accounts no snapshot ever showed.
unseen_depositors as (
    select * from {{ ref('int_unseen_depositors') }}
),

card_spend as (
    select * from {{ ref('int_customer_card_spend_12m') }}
),

joined as (
    select
        customer_months.*,
        delivered_feeds.has_transactions
        and (unseen_depositors.customer_key is null or movements.last_movement_date is not null)
            as has_transactions,
        delivered_feeds.has_sessions,
        delivered_feeds.has_card_transactions,
        activity.movement_days_90d,
        activity.online_transactions_90d,
        activity.counter_transactions_90d,
        activity.online_transactions_90d
        + activity.counter_transactions_90d
        + activity.device_transactions_90d as channel_transactions_90d,
        sessions.mobile_days_90d,
        movements.last_movement_date,
        card_spend.card_spend_12m
    from customer_months
    cross join delivered_feeds
    left join unseen_depositors
        on customer_months.customer_key = unseen_depositors.customer_key
    left join activity
        on
            customer_months.customer_key = activity.customer_key
            and customer_months.month_end = activity.month_end
    left join sessions
        on
            customer_months.customer_key = sessions.customer_key
            and customer_months.month_end = sessions.month_end
    left join movements
        on
            customer_months.customer_key = movements.customer_key
            and customer_months.month_end = movements.month_end
    left join card_spend
        on
            customer_months.customer_key = card_spend.customer_key
            and customer_months.month_end = card_spend.month_end
)

select
    customer_key,
    month_end,
    case when has_transactions then coalesce(movement_days_90d, 0) end as movement_days_90d,
    case when has_sessions then coalesce(mobile_days_90d, 0) end as mobile_days_90d,
    case
        when channel_transactions_90d >= {{ parameter('channel_share_min_transactions') }}
            then cast(
                online_transactions_90d / nullif(cast(channel_transactions_90d as double), 0)
                as decimal(9, 4)
            )
    end as online_share_90d,
    case
        when channel_transactions_90d >= {{ parameter('channel_share_min_transactions') }}
            then cast(
                counter_transactions_90d / nullif(cast(channel_transactions_90d as double), 0)
                as decimal(9, 4)
            )
    end as counter_share_90d,
    case
        when has_transactions
            then least(
                coalesce({{ days_between('last_movement_date', 'window_end') }}, 99999),
                cast({{ parameter('recency_cap_days') }} as integer)
            )
    end as days_since_movement,
    case when has_card_transactions then coalesce(card_spend_12m, 0) end as card_spend_12m
from joined
