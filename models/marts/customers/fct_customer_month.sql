-- The customer 360. Zero means the bank delivers the fact and the customer has none of it; NULL
-- means nobody knows. Columns that a later layer computes are there and empty.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

positions as (
    select * from {{ ref('int_customer_positions_monthly') }}
),

channel_use as (
    select * from {{ ref('int_customer_use_monthly') }}
),

customer_attributes as (
    select * from {{ ref('customer_attributes') }}
)

select
    cast(customer_months.customer_key as varchar(64)) as customer_key,
    customer_months.month_end,
    customer_months.is_month_to_date,
    cast(
        positions.deposit_daily_avg + coalesce(positions.investment_daily_avg, 0)
        as decimal(18, 2)
    ) as aum_daily_avg,
    cast(positions.deposit_daily_avg as decimal(18, 2)) as deposit_daily_avg,
    cast(positions.investment_daily_avg as decimal(18, 2)) as investment_daily_avg,
    cast(positions.loan_daily_avg as decimal(18, 2)) as loan_daily_avg,
    cast(null as decimal(18, 2)) as contribution_12m,
    cast(channel_use.card_spend_12m as decimal(18, 2)) as card_spend_12m,
    cast(positions.instalment_balance as decimal(18, 2)) as instalment_balance,
    cast(null as decimal(9, 4)) as product_coverage,
    cast(channel_use.movement_days_90d as integer) as movement_days_90d,
    cast(channel_use.mobile_days_90d as integer) as mobile_days_90d,
    cast(channel_use.online_share_90d as decimal(9, 4)) as online_share_90d,
    cast(channel_use.counter_share_90d as decimal(9, 4)) as counter_share_90d,
    cast(channel_use.days_since_movement as integer) as days_since_movement,
    {{ age_in_years('customer_attributes.birth_date', 'customer_months.window_end') }} as age,
    cast(null as varchar(10)) as value_band,
    cast(null as varchar(10)) as life_status,
    cast(null as varchar(1)) as tier
from customer_months
inner join positions
    on
        customer_months.customer_key = positions.customer_key
        and customer_months.month_end = positions.month_end
inner join channel_use
    on
        customer_months.customer_key = channel_use.customer_key
        and customer_months.month_end = channel_use.month_end
left join customer_attributes
    on customer_months.customer_key = customer_attributes.customer_key
