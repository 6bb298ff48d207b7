{{ config(materialized='view') }}

-- Every judged row of campaigns, touches, coupons and points, by its key.
with campaigns as (
    select * from {{ ref('stg_marketing__campaigns') }}
),

touches as (
    select * from {{ ref('stg_marketing__touches') }}
),

coupon_batches as (
    select * from {{ ref('stg_marketing__coupon_batches') }}
),

coupons as (
    select * from {{ ref('stg_marketing__coupons') }}
),

points_transactions as (
    select * from {{ ref('stg_marketing__points_transactions') }}
)

select {{ judged_row('mkt_campaign', ['campaign_id']) }}
from campaigns
union all
select {{ judged_row('mkt_touch', ['touch_id']) }}
from touches
union all
select {{ judged_row('mkt_coupon_batch', ['batch_id']) }}
from coupon_batches
union all
select {{ judged_row('mkt_coupon', ['coupon_id']) }}
from coupons
union all
select {{ judged_row('pts_txn', ['points_transaction_id']) }}
from points_transactions
