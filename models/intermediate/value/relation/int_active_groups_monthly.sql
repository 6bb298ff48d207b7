-- Coverage groups a customer holds by using them: a row for each group in use in the window that
-- ends with the month, or signed at its end.
with mobile_sessions as (
    select * from {{ ref('int_customer_sessions_monthly') }}
),

flows as (
    select * from {{ ref('int_customer_flows_monthly') }}
),

signings as (
    select * from {{ ref('int_customer_signings_monthly') }}
),

credit_card_use as (
    select * from {{ ref('int_customer_credit_card_use') }}
),

window_slices as (
    select * from {{ ref('int_window_slices') }}
    where is_in_90d
)

select
    customer_key,
    month_end,
    'APP_ACTIVE' as coverage_group
from mobile_sessions
where mobile_days_90d > 0

union

select
    customer_key,
    month_end,
    'DEBIT_ACTIVE' as coverage_group
from flows
where card_uses_90d > 0

union

select
    customer_key,
    month_end,
    'PAYROLL' as coverage_group
from flows
where salary_months_90d > 0

union

select
    customer_key,
    month_end,
    coverage_group
from signings
where coverage_group is not null

union

select
    credit_card_use.customer_key,
    window_slices.month_end,
    'CREDIT_CARD' as coverage_group
from credit_card_use
inner join window_slices
    on credit_card_use.slice_start = window_slices.slice_start
