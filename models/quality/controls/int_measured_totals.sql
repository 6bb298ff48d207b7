-- What the warehouse counts, for a bank that declares totals of its own beside its inbox.
with customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

debit_cards as (
    select * from {{ ref('stg_core__debit_cards') }}
    where is_current_version
),

contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version
),

account_transactions as (
    select * from {{ ref('int_account_transactions_daily') }}
),

deposit_months as (
    select * from {{ ref('int_deposit_months') }}
),

last_months as (
    select max(last_balance_date) as last_balance_date from deposit_months
)

select
    'source_customers' as measure,
    cast(count(*) as decimal(24, 2)) as value
from customers
union all
select
    'accounts' as measure,
    cast(count(*) as decimal(24, 2)) as value
from accounts
union all
select
    'account_owners' as measure,
    cast(count(distinct core_customer_no) as decimal(24, 2)) as value
from accounts
union all
select
    'cards' as measure,
    cast(count(*) as decimal(24, 2)) as value
from debit_cards
union all
select
    'loan_contracts' as measure,
    cast(count(*) as decimal(24, 2)) as value
from contracts
union all
select
    'loan_principal' as measure,
    cast(sum(principal) as decimal(24, 2)) as value
from contracts
union all
select
    'transactions' as measure,
    cast(sum(transactions) as decimal(24, 2)) as value
from account_transactions
union all
select
    'accounts_with_balance' as measure,
    cast(count(distinct account_no) as decimal(24, 2)) as value
from deposit_months
union all
select
    'balance_days' as measure,
    cast(sum(days_as_primary) as decimal(24, 2)) as value
from deposit_months
union all
select
    'closing_balance' as measure,
    cast(sum(deposit_months.last_owner_balance) as decimal(24, 2)) as value
from deposit_months
inner join last_months
    on deposit_months.last_balance_date = last_months.last_balance_date
