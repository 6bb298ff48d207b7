-- Accepted rows of marketing that name a customer, a campaign or a coupon batch nobody delivered.
with crm_customers as (
    select * from {{ ref('stg_crm__customers') }}
    where is_current_version
),

campaigns as (
    select * from {{ ref('stg_marketing__campaigns') }}
    where is_current_version
),

touches as (
    select * from {{ ref('stg_marketing__touches') }}
    where is_current_version
),

coupon_batches as (
    select * from {{ ref('stg_marketing__coupon_batches') }}
    where is_current_version
),

coupons as (
    select * from {{ ref('stg_marketing__coupons') }}
    where is_current_version
),

points_transactions as (
    select * from {{ ref('stg_marketing__points_transactions') }}
    where is_current_version
)

{{ orphans('mkt_touch-50', 'touches', ['touch_id'], 'crm_customer_id', 'crm_customers') }}
union all
{{ orphans('mkt_touch-51', 'touches', ['touch_id'], 'campaign_id', 'campaigns') }}
union all
{{ orphans('mkt_coupon_batch-50', 'coupon_batches', ['batch_id'], 'campaign_id', 'campaigns') }}
union all
{{ orphans('mkt_coupon-50', 'coupons', ['coupon_id'], 'crm_customer_id', 'crm_customers') }}
union all
{{ orphans('mkt_coupon-51', 'coupons', ['coupon_id'], 'batch_id', 'coupon_batches') }}
union all
{{ orphans('pts_txn-50', 'points_transactions', ['points_transaction_id'],
    'crm_customer_id', 'crm_customers') }}
