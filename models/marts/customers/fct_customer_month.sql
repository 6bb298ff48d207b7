-- The customer 360. Zero means the bank delivers the fact and the customer has none of it; NULL
-- means nobody knows; what belongs to nobody known has no contribution, coverage or tier.
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
),

customer_indicators as (
    select * from {{ ref('int_customer_indicators') }}
),

life_status as (
    select * from {{ ref('int_life_status_monthly') }}
),

customer_tiers as (
    select * from {{ ref('int_customer_tiers') }}
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
    cast(customer_indicators.i09 as decimal(18, 2)) as contribution_12m,
    cast(channel_use.card_spend_12m as decimal(18, 2)) as card_spend_12m,
    cast(positions.instalment_balance as decimal(18, 2)) as instalment_balance,
    cast(customer_indicators.i13 as decimal(9, 4)) as product_coverage,
    cast(channel_use.movement_days_90d as integer) as movement_days_90d,
    cast(channel_use.mobile_days_90d as integer) as mobile_days_90d,
    cast(channel_use.online_share_90d as decimal(9, 4)) as online_share_90d,
    cast(channel_use.counter_share_90d as decimal(9, 4)) as counter_share_90d,
    cast(channel_use.days_since_movement as integer) as days_since_movement,
    {{ age_in_years('customer_attributes.birth_date', 'customer_months.window_end') }} as age,
    cast(customer_tiers.value_band as varchar(10)) as value_band,
    cast(life_status.life_status as varchar(10)) as life_status,
    cast(customer_tiers.tier as varchar(1)) as tier
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
left join customer_indicators
    on
        customer_months.customer_key = customer_indicators.customer_key
        and customer_months.month_end = customer_indicators.month_end
left join life_status
    on
        customer_months.customer_key = life_status.customer_key
        and customer_months.month_end = life_status.month_end
left join customer_tiers
    on
        customer_months.customer_key = customer_tiers.customer_key
        and customer_months.month_end = customer_tiers.month_end
