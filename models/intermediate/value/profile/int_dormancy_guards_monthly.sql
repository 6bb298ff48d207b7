-- Customers who are never dormant, however quiet: what they signed or the card they carry shows
-- that the account has a purpose.
with signings as (
    select * from {{ ref('stg_core__signings') }}
    where is_current_version
),

dormancy_exemptions as (
    select * from {{ ref('dormancy_exemption') }}
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version and is_social_card
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
    where holder_role = 'PRIMARY'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

months as (
    select * from {{ ref('int_months') }}
),

guards as (
    select
        signings.core_customer_no,
        signings.sign_date as first_day,
        signings.cancel_date as end_day
    from signings
    inner join dormancy_exemptions
        on signings.sign_type = dormancy_exemptions.sign_type

    union all

    select
        account_owners.core_customer_no,
        case
            when account_owners.valid_from > accounts.open_date then account_owners.valid_from
            else accounts.open_date
        end as first_day,
        coalesce(account_owners.valid_to, accounts.close_date) as end_day
    from accounts
    inner join account_owners
        on accounts.account_no = account_owners.account_no
)

select distinct
    customer_sources.customer_key,
    months.month_end
from guards
inner join customer_sources
    on guards.core_customer_no = customer_sources.source_customer_id
inner join months
    on
        coalesce(guards.first_day, date '1900-01-01') <= months.window_end
        and coalesce(guards.end_day, date '9999-12-31') > months.window_end
