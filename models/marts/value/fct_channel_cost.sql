-- What a channel costs: transactions by number, investments by amount, and the coupons used on
-- investment orders. Coupons on orders of another month than their use stand with the order.
with services as (
    select * from {{ ref('int_customer_services_monthly') }}
),

promotions as (
    select * from {{ ref('int_order_promotions_monthly') }}
),

summed as (
    select
        month_end,
        channel_group,
        business_type,
        sum(transactions) as transactions,
        sum(amount_cny) as amount_cny,
        sum(base_cost) as base_cost
    from services
    group by month_end, channel_group, business_type
),

promoted as (
    select
        summed.*,
        coalesce(promotions.promo_cost, 0) as promo_cost
    from summed
    left join promotions
        on
            summed.month_end = promotions.month_end
            and summed.channel_group = promotions.channel_group
            and summed.business_type = 'INVESTMENT'
)

select
    month_end,
    channel_group as channel,
    business_type as biz_type,
    cast(transactions as bigint) as transactions,
    cast(amount_cny as decimal(18, 2)) as amount,
    cast(base_cost as decimal(18, 2)) as base_cost,
    cast(promo_cost as decimal(18, 2)) as promo_cost,
    cast((base_cost + promo_cost) * 10000 / nullif(amount_cny, 0) as decimal(18, 2))
        as cost_per_10k
from promoted
