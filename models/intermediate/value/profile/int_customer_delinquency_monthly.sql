-- Customers whose credit the bank watched within a year of each month's end, with the most days
-- past due: card statements of 365 days, loans of twelve calendar months.
with loan_months as (
    select * from {{ ref('int_loan_delinquency_months') }}
),

statements as (
    select * from {{ ref('stg_card__statements') }}
    where is_current_version
),

card_accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
),

windows as (
    select * from {{ ref('int_profile_windows') }}
),

loan_customers as (
    select
        customer_sources.customer_key,
        loan_months.month_end,
        max(loan_months.worst_days_past_due) as worst_days_past_due
    from loan_months
    inner join customer_sources
        on
            customer_sources.source_system = 'loan'
            and loan_months.loan_customer_no = customer_sources.source_customer_id
    group by 1, 2
),

card_customers as (
    select
        customer_sources.customer_key,
        statements.statement_date,
        max(statements.days_past_due) as worst_days_past_due
    from statements
    inner join card_accounts
        on statements.card_account_no = card_accounts.card_account_no
    inner join customer_sources
        on
            customer_sources.source_system = 'card'
            and card_accounts.card_customer_no = customer_sources.source_customer_id
    group by 1, 2
),

watched as (
    select
        loan_customers.customer_key,
        windows.month_end,
        loan_customers.worst_days_past_due
    from loan_customers
    inner join windows
        on
            loan_customers.month_end >= windows.first_month_end
            and loan_customers.month_end <= windows.month_end

    union all

    select
        card_customers.customer_key,
        windows.month_end,
        card_customers.worst_days_past_due
    from card_customers
    inner join windows
        on
            card_customers.statement_date > windows.year_start
            and card_customers.statement_date <= windows.window_end
)

select
    customer_key,
    month_end,
    max(worst_days_past_due) as worst_days_past_due
from watched
group by 1, 2
