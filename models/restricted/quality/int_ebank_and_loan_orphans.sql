-- Accepted rows of e-banking and loans that name a user, a customer or a contract nobody delivered.
with core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

users as (
    select * from {{ ref('stg_ebank__users') }}
    where is_current_version
),

sessions as (
    select * from {{ ref('stg_ebank__sessions') }}
    where not is_rejected
),

ebank_transactions as (
    select * from {{ ref('stg_ebank__transactions') }}
    where not is_rejected
),

bill_payments as (
    select * from {{ ref('stg_ebank__bill_payments') }}
    where is_current_version
),

scene_bookings as (
    select * from {{ ref('stg_ebank__scene_bookings') }}
    where is_current_version
),

loan_customers as (
    select * from {{ ref('stg_loan__customers') }}
    where is_current_version
),

loan_applications as (
    select * from {{ ref('stg_loan__applications') }}
    where is_current_version
),

contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version
),

loan_balances as (
    select * from {{ ref('stg_loan__balances') }}
    where not is_rejected
),

repayments as (
    select * from {{ ref('stg_loan__repayments') }}
    where is_current_version
)

{{ orphans('ebk_user-50', 'users', ['user_id'], 'core_customer_no', 'core_customers') }}
union all
{{ orphans('ebk_session-50', 'sessions', ['session_id'], 'user_id', 'users') }}
union all
{{ orphans('ebk_transaction-50', 'ebank_transactions', ['ebank_transaction_id'],
    'user_id', 'users') }}
union all
{{ orphans('ebk_bill_payment-50', 'bill_payments', ['payment_id'], 'user_id', 'users') }}
union all
{{ orphans('ebk_scene_booking-50', 'scene_bookings', ['booking_id'], 'user_id', 'users') }}
union all
{{ orphans('loan_application-50', 'loan_applications', ['app_id'],
    'loan_customer_no', 'loan_customers') }}
union all
{{ orphans('loan_contract-50', 'contracts', ['contract_no'],
    'loan_customer_no', 'loan_customers') }}
union all
{{ orphans('loan_balance_daily-50', 'loan_balances', ['contract_no', 'balance_date'],
    'contract_no', 'contracts') }}
union all
{{ orphans('loan_repayment-50', 'repayments', ['repay_id'], 'contract_no', 'contracts') }}
