{{ config(materialized='view') }}

-- What persons did that is counted by one: customers reached and converted, referrals won, profiles
-- kept up to date.
with contacted_customers as (
    select * from {{ ref('int_contacted_customers') }}
),

converted_customers as (
    select * from {{ ref('int_converted_customers') }}
),

referrals as (
    select * from {{ ref('int_referrals_won') }}
),

profile_updates as (
    select * from {{ ref('stg_crm__profile_updates') }}
    where is_current_version and update_source = 'STAFF' and review_status = 'APPROVED'
)

select
    staff_id,
    work_date,
    'CM_CONTACT' as indicator_code
from contacted_customers

union all

select
    staff_id,
    work_date,
    'CM_CONVERSION' as indicator_code
from converted_customers

union all

select
    staff_id,
    work_date,
    'SL_REFERRAL' as indicator_code
from referrals

union all

select
    staff_id,
    cast(updated_at as date) as work_date,
    'CM_PROFILE_UPDATE' as indicator_code
from profile_updates
