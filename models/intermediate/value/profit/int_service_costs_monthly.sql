-- What serving a customer cost per month: transactions by number, investments by amount, touches
-- and the coupons used; the sum of what is present.
with services as (
    select * from {{ ref('int_customer_services_monthly') }}
),

marketing_costs as (
    select * from {{ ref('int_marketing_costs_monthly') }}
),

costs as (
    select
        customer_key,
        month_end,
        case when business_type <> 'INVESTMENT' then base_cost else 0 end as transaction_cost,
        case when business_type = 'INVESTMENT' then base_cost else 0 end as investment_cost,
        0 as touch_cost,
        0 as coupon_cost
    from services

    union all

    select
        customer_key,
        month_end,
        0 as transaction_cost,
        0 as investment_cost,
        touch_cost,
        coupon_cost
    from marketing_costs
)

select
    customer_key,
    month_end,
    cast(coalesce(sum(transaction_cost), 0) as decimal(38, 8)) as transaction_cost,
    cast(coalesce(sum(investment_cost), 0) as decimal(38, 8)) as investment_cost,
    cast(coalesce(sum(touch_cost), 0) as decimal(38, 8)) as touch_cost,
    cast(coalesce(sum(coupon_cost), 0) as decimal(38, 8)) as coupon_cost,
    cast(
        coalesce(sum(transaction_cost), 0) + coalesce(sum(investment_cost), 0)
        + coalesce(sum(touch_cost), 0) + coalesce(sum(coupon_cost), 0)
        as decimal(38, 8)
    ) as service_cost
from costs
group by customer_key, month_end
