-- Salaries of W180 per customer and month, for the primary holder of the account on the day.
with account_transactions as (
    select * from {{ ref('int_account_transactions_daily') }}
    where debit_credit = 'C'
),

transaction_codes as (
    select * from {{ ref('transaction_code') }}
    where is_payroll
),

slice_days as (
    select * from {{ ref('int_slice_days') }}
),

window_slices as (
    select * from {{ ref('int_window_slices') }}
    where is_in_180d
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
    where holder_role = 'PRIMARY'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

salaries as (
    select
        coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
        slice_days.slice_start,
        sum(account_transactions.amount * fx_rates.mid_rate) as salary_cny
    from account_transactions
    inner join transaction_codes
        on account_transactions.transaction_code = transaction_codes.transaction_code
    inner join slice_days
        on account_transactions.event_date = slice_days.event_date
    left join account_owners
        on
            account_transactions.account_no = account_owners.account_no
            and account_transactions.event_date >= account_owners.valid_from
            and account_transactions.event_date
            < coalesce(account_owners.valid_to, date '9999-12-31')
    left join customer_sources
        on account_owners.core_customer_no = customer_sources.source_customer_id
    left join fx_rates
        on
            account_transactions.currency_code = fx_rates.currency_code
            and account_transactions.event_date = fx_rates.rate_date
    group by 1, 2
)

select
    salaries.customer_key,
    window_slices.month_end,
    cast(sum(salaries.salary_cny) as decimal(38, 8)) as salary_180d
from salaries
inner join window_slices
    on salaries.slice_start = window_slices.slice_start
group by 1, 2
