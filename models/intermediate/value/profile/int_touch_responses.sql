-- Delivered touches per customer, by the month they were sent and the month they were answered: at
-- once by a click, or with the first use of a coupon of the same campaign.
with touches as (
    select * from {{ ref('stg_marketing__touches') }}
    where is_current_version
),

touch_statuses as (
    select * from {{ ref('touch_status') }}
    where is_delivered
),

coupons as (
    select * from {{ ref('stg_marketing__coupons') }}
    where is_current_version and used_at is not null
),

coupon_batches as (
    select * from {{ ref('stg_marketing__coupon_batches') }}
    where is_current_version
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'crm'
),

purchases as (
    select
        customer_sources.customer_key,
        coupon_batches.campaign_id,
        coupons.used_at
    from coupons
    inner join coupon_batches
        on coupons.batch_id = coupon_batches.batch_id
    inner join customer_sources
        on coupons.crm_customer_id = customer_sources.source_customer_id
),

delivered as (
    select
        customer_sources.customer_key,
        touches.touch_id,
        touches.campaign_id,
        touches.sent_at,
        touch_statuses.is_response
    from touches
    inner join touch_statuses
        on touches.touch_status = touch_statuses.touch_status
    inner join customer_sources
        on touches.crm_customer_id = customer_sources.source_customer_id
),

answered as (
    select
        delivered.customer_key,
        delivered.touch_id,
        delivered.sent_at,
        case when delivered.is_response then delivered.sent_at else min(purchases.used_at) end
            as responded_at
    from delivered
    left join purchases
        on
            delivered.customer_key = purchases.customer_key
            and delivered.campaign_id = purchases.campaign_id
            and delivered.sent_at <= purchases.used_at
    group by
        delivered.customer_key,
        delivered.touch_id,
        delivered.sent_at,
        delivered.is_response
),

dated as (
    select
        customer_key,
        {{ month_end('sent_at') }} as sent_month,
        {{ month_end('responded_at') }} as response_month
    from answered
)

select
    customer_key,
    sent_month,
    response_month,
    cast(count(*) as bigint) as touches
from dated
group by 1, 2, 3
