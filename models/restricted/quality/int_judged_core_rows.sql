{{ config(materialized='view') }}

-- Every judged row of the deposit core, by its key.
with customers as (
    select * from {{ ref('stg_core__customers') }}
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
),

account_holders as (
    select * from {{ ref('stg_core__account_holders') }}
),

balances as (
    select * from {{ ref('stg_core__balances') }}
),

transactions as (
    select * from {{ ref('stg_core__transactions') }}
),

time_deposits as (
    select * from {{ ref('stg_core__time_deposits') }}
),

wealth_positions as (
    select * from {{ ref('stg_core__wealth_positions') }}
),

wealth_orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
),

debit_cards as (
    select * from {{ ref('stg_core__debit_cards') }}
),

signings as (
    select * from {{ ref('stg_core__signings') }}
),

risk_assessments as (
    select * from {{ ref('stg_core__risk_assessments') }}
)

select {{ judged_row('core_customer', ['core_customer_no']) }}
from customers
union all
select {{ judged_row('core_account', ['account_no']) }}
from accounts
union all
select {{ judged_row('core_account_holder', ['account_no', 'core_customer_no']) }}
from account_holders
union all
select {{ judged_row('core_balance_daily', ['account_no', 'balance_date']) }}
from balances
union all
select {{ judged_row('core_transaction', ['transaction_id']) }}
from transactions
union all
select {{ judged_row('core_time_deposit', ['account_no', 'sub_account_no']) }}
from time_deposits
union all
select {{ judged_row(
    'core_wealth_position_daily', ['core_customer_no', 'product_code', 'position_date']
) }}
from wealth_positions
union all
select {{ judged_row('core_wealth_order', ['order_id']) }}
from wealth_orders
union all
select {{ judged_row('core_debit_card', ['card_no']) }}
from debit_cards
union all
select {{ judged_row('core_signing', ['core_customer_no', 'sign_type', 'sign_id']) }}
from signings
union all
select {{ judged_row('core_risk_assessment', ['core_customer_no', 'assessed_at']) }}
from risk_assessments
