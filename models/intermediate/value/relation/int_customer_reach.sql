-- From when on the warehouse can see a customer move money: by e-banking, and by accounts.
with ebank_users as (
    select * from {{ ref('stg_ebank__users') }}
    where is_current_version
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
    where holder_role = 'PRIMARY'
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
),

starts as (
    select
        'ebank' as source_system,
        user_id as source_customer_id,
        coalesce(cast(registered_at as date), date '1900-01-01') as start_date
    from ebank_users

    union all

    select
        'core' as source_system,
        account_owners.core_customer_no as source_customer_id,
        coalesce(accounts.open_date, date '1900-01-01') as start_date
    from account_owners
    left join accounts
        on account_owners.account_no = accounts.account_no
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    min(case when starts.source_system = 'ebank' then starts.start_date end) as user_since,
    min(case when starts.source_system = 'core' then starts.start_date end) as depositor_since
from starts
left join customer_sources
    on
        starts.source_system = customer_sources.source_system
        and starts.source_customer_id = customer_sources.source_customer_id
group by 1
