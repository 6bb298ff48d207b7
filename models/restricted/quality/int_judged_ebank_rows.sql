{{ config(materialized='view') }}

-- Every judged row of e-banking, by its key.
with users as (
    select * from {{ ref('stg_ebank__users') }}
),

sessions as (
    select * from {{ ref('stg_ebank__sessions') }}
),

transactions as (
    select * from {{ ref('stg_ebank__transactions') }}
),

bill_payments as (
    select * from {{ ref('stg_ebank__bill_payments') }}
),

scene_bookings as (
    select * from {{ ref('stg_ebank__scene_bookings') }}
)

select {{ judged_row('ebk_user', ['user_id']) }}
from users
union all
select {{ judged_row('ebk_session', ['session_id']) }}
from sessions
union all
select {{ judged_row('ebk_transaction', ['ebank_transaction_id']) }}
from transactions
union all
select {{ judged_row('ebk_bill_payment', ['payment_id']) }}
from bill_payments
union all
select {{ judged_row('ebk_scene_booking', ['booking_id']) }}
from scene_bookings
