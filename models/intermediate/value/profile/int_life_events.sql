-- Days on which a customer's life changed, as far as a bank sees it: a mortgage, a home done up on
-- instalments, a wedding paid by card, another job.
with loan_contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version and loan_type = 'MORT'
),

instalment_plans as (
    select * from {{ ref('stg_card__instalment_plans') }}
    where is_current_version and plan_type = 'DECOR' and coalesce(plan_status, 'ACT') <> 'CAN'
),

card_accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version
),

card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
    where transaction_type = 'PUR' and posting_date is not null
),

wedding_categories as (
    select * from {{ ref('merchant_category') }}
    where is_wedding
),

card_holders as (
    select * from {{ ref('int_card_holders') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
),

customer_attribute_history as (
    select * from {{ ref('customer_attribute_history') }}
),

product_events as (
    select
        'loan' as source_system,
        loan_customer_no as source_customer_id,
        start_date as event_date
    from loan_contracts

    union all

    select
        'card' as source_system,
        card_accounts.card_customer_no as source_customer_id,
        instalment_plans.start_date as event_date
    from instalment_plans
    inner join card_accounts
        on instalment_plans.card_account_no = card_accounts.card_account_no

    union all

    select
        'card' as source_system,
        card_holders.user_card_customer_no as source_customer_id,
        card_transactions.event_date
    from card_transactions
    inner join wedding_categories
        on card_transactions.merchant_category = wedding_categories.merchant_category
    inner join card_holders
        on card_transactions.card_no = card_holders.card_no
),

jobs as (
    select
        customer_key,
        valid_from as event_date,
        occupation_code,
        lag(occupation_code) over (
            partition by customer_key order by valid_from
        ) as previous_occupation_code
    from customer_attribute_history
    where occupation_code is not null
)

select
    customer_sources.customer_key,
    product_events.event_date
from product_events
inner join customer_sources
    on
        product_events.source_system = customer_sources.source_system
        and product_events.source_customer_id = customer_sources.source_customer_id
where product_events.event_date is not null

union

select
    customer_key,
    event_date
from jobs
where occupation_code <> previous_occupation_code
