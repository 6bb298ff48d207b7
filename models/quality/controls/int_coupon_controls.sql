-- Whether every coupon is used, expired, revoked or open, a used one is worth its face (each step
-- of a ladder once) on an order that reached the threshold, and no batch spent more than its cap
-- (R-20). A status nobody knows is a broken rule already and no difference here.
with coupons as (
    select * from {{ ref('stg_marketing__coupons') }}
    where is_current_version
),

coupon_batches as (
    select * from {{ ref('stg_marketing__coupon_batches') }}
    where is_current_version
),

orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version
),

judged as (
    select
        coupons.batch_id,
        case when coupons.coupon_status = 'USED' then coalesce(coupons.used_amount, 0) else 0 end
            as used_amount,
        coupon_batches.budget_cap,
        coupons.coupon_status in ('ISSUED', 'USED', 'EXPIRED', 'REVOKED') as has_state,
        coalesce(coupons.failed_rules like '%mkt_coupon-10%', false) as is_explained,
        coupons.coupon_status = 'USED'
        and (
            orders.application_amount < coupon_batches.threshold_amount
            or coupons.used_amount > coupon_batches.face_amount
            * case
                when coupon_batches.stack_mode = 'LADDER'
                    then floor(
                        orders.application_amount / nullif(coupon_batches.threshold_amount, 0)
                    )
                else 1
            end
        ) as is_too_much
    from coupons
    left join coupon_batches
        on coupons.batch_id = coupon_batches.batch_id
    left join orders
        on coupons.order_id = orders.order_id
),

overspent as (
    select count(*) as batches
    from (
        select batch_id
        from judged
        where batch_id is not null
        group by batch_id
        having sum(used_amount) > max(budget_cap)
    ) as batches_over_cap
),

counted as (
    select
        count(*) as issued,
        count(case when has_state or is_explained then 1 end) as in_a_state,
        count(case when is_too_much then 1 end) as too_much
    from judged
)

select
    'R-20' as control_id,
    counted.issued as left_value,
    counted.in_a_state as right_value,
    counted.issued - counted.in_a_state + counted.too_much + overspent.batches as difference
from counted
cross join overspent
where counted.issued > 0
