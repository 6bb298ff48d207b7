-- What marketing to a customer cost per month: touches when sent, coupons when used, at the amount
-- used. Promotion is counted here alone.
with touches as (
    select * from {{ ref('stg_marketing__touches') }}
    where is_current_version
),

coupons as (
    select * from {{ ref('stg_marketing__coupons') }}
    where is_current_version and coupon_status = 'USED'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'crm'
),

costs as (
    select
        crm_customer_id,
        cast(sent_at as date) as cost_date,
        cost_amount as touch_cost,
        0 as coupon_cost
    from touches

    union all

    select
        crm_customer_id,
        cast(used_at as date) as cost_date,
        0 as touch_cost,
        used_amount as coupon_cost
    from coupons
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    {{ month_end('costs.cost_date') }} as month_end,
    cast(sum(costs.touch_cost) as decimal(38, 8)) as touch_cost,
    cast(sum(costs.coupon_cost) as decimal(38, 8)) as coupon_cost
from costs
left join customer_sources
    on costs.crm_customer_id = customer_sources.source_customer_id
where costs.cost_date is not null
group by 1, 2
