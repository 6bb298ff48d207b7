-- Points each customer earned and redeemed in the twelve calendar months that end with each month.
with points_transactions as (
    select * from {{ ref('stg_marketing__points_transactions') }}
    where
        is_current_version
        and points_transaction_type in ('EARN', 'REDEEM_GOODS', 'REDEEM_CASH')
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'crm'
),

windows as (
    select * from {{ ref('int_profile_windows') }}
),

points_months as (
    select
        customer_sources.customer_key,
        {{ month_end('points_transactions.transaction_at') }} as points_month,
        sum(case
            when points_transactions.points_transaction_type = 'EARN'
                then points_transactions.points
            else 0
        end) as earned_points,
        sum(case
            when points_transactions.points_transaction_type <> 'EARN'
                then abs(points_transactions.points)
            else 0
        end) as redeemed_points
    from points_transactions
    inner join customer_sources
        on points_transactions.crm_customer_id = customer_sources.source_customer_id
    group by 1, 2
)

select
    points_months.customer_key,
    windows.month_end,
    cast(sum(points_months.earned_points) as bigint) as earned_points_12m,
    cast(sum(points_months.redeemed_points) as bigint) as redeemed_points_12m
from points_months
inner join windows
    on
        points_months.points_month >= windows.first_month_end
        and points_months.points_month <= windows.month_end
group by 1, 2
