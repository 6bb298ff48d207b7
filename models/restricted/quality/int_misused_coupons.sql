-- Coupons used against their terms: after their end, on several orders, on a product out of scope,
-- or on an order whose money left again soon. An order belongs to the coupon it names.
with coupons as (
    select * from {{ ref('stg_marketing__coupons') }}
    where is_current_version
),

-- the scope is a list of product codes, categories or coverage groups; nothing stands for all
coupon_batches as (
    select
        batch_id,
        valid_days,
        concat(' ', coalesce(product_scope, ''), ' ') as scope
    from {{ ref('stg_marketing__coupon_batches') }}
    where is_current_version
),

orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version and order_status in ('APPLIED', 'CONFIRMED')
),

products as (
    select
        product_code,
        max(category_level_2) as category_level_2,
        max(coverage_group) as coverage_group
    from {{ ref('stg_reference__products') }}
    where is_current_version
    group by product_code
),

coupon_orders as (
    select
        coupons.*,
        coupon_batches.valid_days,
        coupon_batches.scope,
        orders.core_customer_no,
        orders.product_code,
        orders.confirm_date,
        coalesce(coupon_batches.scope like concat('% ', orders.product_code, ' %'), false)
        or coalesce(coupon_batches.scope like concat('% ', products.category_level_2, ' %'), false)
        or coalesce(coupon_batches.scope like concat('% ', products.coverage_group, ' %'), false)
            as is_in_scope,
        count(*) over (partition by coupons.coupon_id) as orders_naming_it
    from coupons
    left join coupon_batches
        on coupons.batch_id = coupon_batches.batch_id
    inner join orders
        on coupons.coupon_id = orders.coupon_id
    left join products
        on orders.product_code = products.product_code
),

redemptions as (
    select distinct coupon_orders.coupon_id
    from coupon_orders
    inner join orders
        on
            coupon_orders.core_customer_no = orders.core_customer_no
            and coupon_orders.product_code = orders.product_code
            and cast(orders.applied_at as date) >= coupon_orders.confirm_date
            and {{ days_between('coupon_orders.confirm_date', 'orders.applied_at') }}
            <= {{ parameter('coupon_hold_days') }}
    where orders.side = 'RED'
),

findings as (
    select
        'mkt_coupon-52' as rule_id,
        coupons.coupon_id
    from coupons
    inner join coupon_batches
        on coupons.batch_id = coupon_batches.batch_id
    where {{ days_between('coupons.issued_at', 'coupons.used_at') }} > coupon_batches.valid_days
    union all
    select distinct
        'mkt_coupon-53' as rule_id,
        coupon_id
    from coupon_orders
    where orders_naming_it > 1
    union all
    select distinct
        'mkt_coupon-54' as rule_id,
        coupon_id
    from coupon_orders
    where trim(scope) <> '' and not is_in_scope
    union all
    select
        'mkt_coupon-56' as rule_id,
        coupon_id
    from redemptions
)

select
    findings.rule_id,
    coupons.coupon_id as record_key,
    coupons.batch_date,
    coupons.src_file,
    coupons.src_row_no
from findings
inner join coupons
    on findings.coupon_id = coupons.coupon_id
