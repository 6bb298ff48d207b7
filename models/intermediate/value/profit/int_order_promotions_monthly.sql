-- Coupons used on confirmed investment orders, in the month and the group of channels of the order.
with coupons as (
    select * from {{ ref('stg_marketing__coupons') }}
    where is_current_version and coupon_status = 'USED'
),

wealth_orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version and order_status = 'CONFIRMED' and coalesce(side, 'SUB') <> 'DIV'
),

channels as (
    select * from {{ ref('channel') }}
    where feed = 'core_wealth_order'
)

select
    {{ month_end('coalesce(wealth_orders.confirm_date, wealth_orders.applied_at)') }} as month_end,
    coalesce(channels.channel_group, 'UNMAPPED') as channel_group,
    cast(sum(coupons.used_amount) as decimal(38, 8)) as promo_cost
from coupons
inner join wealth_orders
    on coupons.order_id = wealth_orders.order_id
left join channels
    on wealth_orders.channel_code = channels.channel_code
group by 1, 2
