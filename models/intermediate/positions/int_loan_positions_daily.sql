{{ config(materialized='view') }}

-- Each loan contract on each delivered day in the reporting currency.
with loan_balances as (
    select * from {{ ref('stg_loan__balances') }}
    where not is_rejected
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'loan_balance_daily'
),

contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

standing as (
    select
        snapshot_dates.month_end,
        loan_balances.balance_date,
        loan_balances.contract_no,
        contracts.loan_customer_no,
        coalesce(contracts.currency_code, run_context.reporting_currency) as currency_code,
        loan_balances.principal_balance,
        loan_balances.days_past_due,
        loan_balances.expected_credit_loss
    from loan_balances
    inner join snapshot_dates
        on
            loan_balances.balance_date = snapshot_dates.snapshot_date
            and loan_balances.batch_date = snapshot_dates.batch_date
    cross join run_context
    left join contracts
        on loan_balances.contract_no = contracts.contract_no
)

select
    standing.*,
    standing.principal_balance * fx_rates.mid_rate as principal_balance_cny,
    standing.expected_credit_loss * fx_rates.mid_rate as expected_credit_loss_cny
from standing
left join fx_rates
    on
        standing.currency_code = fx_rates.currency_code
        and standing.balance_date = fx_rates.rate_date
