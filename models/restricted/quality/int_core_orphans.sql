-- Accepted core rows that name a customer or an account nobody delivered. They stay, belong to the
-- unassigned customer, and are told here.
with customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

account_holders as (
    select * from {{ ref('stg_core__account_holders') }}
    where is_current_version
),

balances as (
    select * from {{ ref('stg_core__balances') }}
    where not is_rejected
),

transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where not is_rejected
),

time_deposits as (
    select * from {{ ref('stg_core__time_deposits') }}
    where is_current_version
),

wealth_positions as (
    select * from {{ ref('stg_core__wealth_positions') }}
    where not is_rejected
),

wealth_orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version
),

debit_cards as (
    select * from {{ ref('stg_core__debit_cards') }}
    where is_current_version
),

signings as (
    select * from {{ ref('stg_core__signings') }}
    where is_current_version
),

risk_assessments as (
    select * from {{ ref('stg_core__risk_assessments') }}
    where is_current_version
)

{{ orphans('core_customer-50', 'customers', ['core_customer_no'],
    'merged_into_customer_no', 'customers', 'core_customer_no') }}
union all
{{ orphans('core_account-50', 'accounts', ['account_no'], 'core_customer_no', 'customers') }}
union all
{{ orphans('core_account_holder-50', 'account_holders', ['account_no', 'core_customer_no'],
    'core_customer_no', 'customers') }}
union all
{{ orphans('core_account_holder-53', 'account_holders', ['account_no', 'core_customer_no'],
    'account_no', 'accounts') }}
union all
{{ orphans('core_balance_daily-50', 'balances', ['account_no', 'balance_date'],
    'account_no', 'accounts') }}
union all
{{ orphans('core_transaction-50', 'transactions', ['transaction_id'], 'account_no', 'accounts') }}
union all
{{ orphans('core_time_deposit-50', 'time_deposits', ['account_no', 'sub_account_no'],
    'account_no', 'accounts') }}
union all
{{ orphans('core_wealth_position_daily-50', 'wealth_positions',
    ['core_customer_no', 'product_code', 'position_date'], 'core_customer_no', 'customers') }}
union all
{{ orphans('core_wealth_order-50', 'wealth_orders', ['order_id'],
    'core_customer_no', 'customers') }}
union all
{{ orphans('core_debit_card-50', 'debit_cards', ['card_no'], 'core_customer_no', 'customers') }}
union all
{{ orphans('core_debit_card-51', 'debit_cards', ['card_no'], 'account_no', 'accounts') }}
union all
{{ orphans('core_signing-50', 'signings', ['core_customer_no', 'sign_type', 'sign_id'],
    'core_customer_no', 'customers') }}
union all
{{ orphans('core_risk_assessment-50', 'risk_assessments', ['core_customer_no', 'assessed_at'],
    'core_customer_no', 'customers') }}
