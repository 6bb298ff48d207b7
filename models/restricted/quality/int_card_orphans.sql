-- Accepted rows of the card centre that name a customer, an account, a card or a plan nobody
-- delivered.
with customers as (
    select * from {{ ref('stg_card__customers') }}
    where is_current_version
),

accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version
),

cards as (
    select * from {{ ref('stg_card__cards') }}
    where is_current_version
),

transactions as (
    select * from {{ ref('stg_card__transactions') }}
    where not is_rejected
),

statements as (
    select * from {{ ref('stg_card__statements') }}
    where is_current_version
),

instalment_plans as (
    select * from {{ ref('stg_card__instalment_plans') }}
    where is_current_version
),

instalment_dues as (
    select * from {{ ref('stg_card__instalment_dues') }}
    where is_current_version
)

{{ orphans('card_account-50', 'accounts', ['card_account_no'], 'card_customer_no', 'customers') }}
union all
{{ orphans('card_card-50', 'cards', ['card_no'], 'card_account_no', 'accounts') }}
union all
{{ orphans('card_card-51', 'cards', ['card_no'],
    'supplementary_customer_no', 'customers', 'card_customer_no') }}
union all
{{ orphans('card_transaction-50', 'transactions', ['transaction_id'], 'card_no', 'cards') }}
union all
{{ orphans('card_statement-50', 'statements', ['card_account_no', 'statement_date'],
    'card_account_no', 'accounts') }}
union all
{{ orphans('card_instalment_plan-50', 'instalment_plans', ['plan_id'],
    'card_account_no', 'accounts') }}
union all
{{ orphans('card_instalment_due-50', 'instalment_dues', ['plan_id', 'instalment_seq'],
    'plan_id', 'instalment_plans') }}
