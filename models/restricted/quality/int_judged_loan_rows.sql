{{ config(materialized='view') }}

-- Every judged row of the loan department, by its key.
with customers as (
    select * from {{ ref('stg_loan__customers') }}
),

applications as (
    select * from {{ ref('stg_loan__applications') }}
),

contracts as (
    select * from {{ ref('stg_loan__contracts') }}
),

balances as (
    select * from {{ ref('stg_loan__balances') }}
),

repayments as (
    select * from {{ ref('stg_loan__repayments') }}
),

credit_reports as (
    select * from {{ ref('stg_loan__credit_reports') }}
)

select {{ judged_row('loan_customer', ['loan_customer_no']) }}
from customers
union all
select {{ judged_row('loan_application', ['app_id']) }}
from applications
union all
select {{ judged_row('loan_contract', ['contract_no']) }}
from contracts
union all
select {{ judged_row('loan_balance_daily', ['contract_no', 'balance_date']) }}
from balances
union all
select {{ judged_row('loan_repayment', ['repay_id']) }}
from repayments
union all
select {{ judged_row('loan_credit_report', ['query_id']) }}
from credit_reports
