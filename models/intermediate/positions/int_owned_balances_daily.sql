{{ config(materialized='view') }}

-- Each account's balance on each delivered day with those who own it that day. A model of its own:
-- a CTE that is read twice is kept as a whole, and this one is the largest there is.
with balances as (
    select * from {{ ref('stg_core__balances') }}
    where not is_rejected
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'core_balance_daily'
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

standing as (
    select
        snapshot_dates.month_end,
        balances.balance_date,
        balances.account_no,
        balances.balance,
        coalesce(accounts.currency_code, run_context.reporting_currency) as currency_code
    from balances
    inner join snapshot_dates
        on
            balances.balance_date = snapshot_dates.snapshot_date
            and balances.batch_date = snapshot_dates.batch_date
    cross join run_context
    left join accounts
        on balances.account_no = accounts.account_no
)

-- An account nobody delivered has no owner row; it stays, without one.
select
    standing.month_end,
    standing.balance_date,
    standing.account_no,
    standing.balance,
    standing.currency_code,
    account_owners.core_customer_no,
    coalesce(account_owners.holder_role, 'PRIMARY') as holder_role,
    coalesce(account_owners.is_shared, false) as is_shared,
    account_owners.share
from standing
left join account_owners
    on
        standing.account_no = account_owners.account_no
        and standing.balance_date >= account_owners.valid_from
        and standing.balance_date < coalesce(account_owners.valid_to, date '9999-12-31')
