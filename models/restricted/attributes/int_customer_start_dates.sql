-- Days on which a relation began, from every system that dates one, as far as they are believable.
with account_owners as (
    select * from {{ ref('int_account_owners') }}
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

card_accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version
),

loan_contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version
),

ebank_users as (
    select * from {{ ref('stg_ebank__users') }}
    where is_current_version
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

started as (
    select
        'core' as source_system,
        core_customer_no as source_customer_id,
        open_date as started_on
    from core_customers

    union all

    -- An account that changed hands is no older to its new owner than the change.
    select
        'core' as source_system,
        account_owners.core_customer_no as source_customer_id,
        greatest(accounts.open_date, account_owners.valid_from) as started_on
    from account_owners
    inner join accounts
        on account_owners.account_no = accounts.account_no
    where accounts.open_date is not null

    union all

    select
        'card' as source_system,
        card_customer_no as source_customer_id,
        open_date as started_on
    from card_accounts

    union all

    select
        'loan' as source_system,
        loan_customer_no as source_customer_id,
        start_date as started_on
    from loan_contracts

    union all

    select
        'ebank' as source_system,
        user_id as source_customer_id,
        cast(registered_at as date) as started_on
    from ebank_users
)

select
    started.source_system,
    started.source_customer_id,
    min(started.started_on) as started_on
from started
cross join run_context
where started.started_on between date '1900-01-02' and run_context.as_of_date
group by started.source_system, started.source_customer_id
