-- Everything with which a customer is tied to the bank, from when to when: deposit accounts, card
-- accounts and loans. A loan that was paid back ended with its last balance.
with accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
    where holder_role = 'PRIMARY'
),

card_accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version
),

loan_contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version
),

loan_ends as (
    select
        contract_no,
        max(last_balance_date) as last_balance_date
    from {{ ref('int_loan_months') }}
    group by 1
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
),

card_ends as (
    select
        card_account_no,
        min(batch_date) as closed_on
    from {{ ref('stg_card__accounts') }}
    where not is_rejected and account_status = 'C'
    group by 1
),

holdings as (
    select
        'core' as source_system,
        account_owners.core_customer_no as source_customer_id,
        case
            when account_owners.valid_from > accounts.open_date then account_owners.valid_from
            else accounts.open_date
        end as opened_on,
        case
            when account_owners.valid_to is not null then account_owners.valid_to
            when accounts.close_date is not null then accounts.close_date
            when accounts.account_status = 'C' then accounts.batch_date
        end as closed_on
    from accounts
    inner join account_owners
        on accounts.account_no = account_owners.account_no

    union all

    select
        'card' as source_system,
        card_accounts.card_customer_no as source_customer_id,
        card_accounts.open_date as opened_on,
        case when card_accounts.account_status = 'C' then card_ends.closed_on end as closed_on
    from card_accounts
    left join card_ends
        on card_accounts.card_account_no = card_ends.card_account_no

    union all

    select
        'loan' as source_system,
        loan_contracts.loan_customer_no as source_customer_id,
        loan_contracts.start_date as opened_on,
        case
            when loan_contracts.contract_status = 'SET'
                then coalesce(loan_ends.last_balance_date, loan_contracts.maturity_date)
        end as closed_on
    from loan_contracts
    left join loan_ends
        on loan_contracts.contract_no = loan_ends.contract_no
)

select
    customer_sources.customer_key,
    coalesce(holdings.opened_on, date '1900-01-01') as opened_on,
    holdings.closed_on
from holdings
inner join customer_sources
    on
        holdings.source_system = customer_sources.source_system
        and holdings.source_customer_id = customer_sources.source_customer_id
