{{ config(materialized='view') }}

-- Every judged row of the card centre, by its key.
with customers as (
    select * from {{ ref('stg_card__customers') }}
),

accounts as (
    select * from {{ ref('stg_card__accounts') }}
),

cards as (
    select * from {{ ref('stg_card__cards') }}
),

transactions as (
    select * from {{ ref('stg_card__transactions') }}
),

statements as (
    select * from {{ ref('stg_card__statements') }}
),

instalment_plans as (
    select * from {{ ref('stg_card__instalment_plans') }}
),

instalment_dues as (
    select * from {{ ref('stg_card__instalment_dues') }}
),

applications as (
    select * from {{ ref('stg_card__applications') }}
)

select {{ judged_row('card_customer', ['card_customer_no']) }}
from customers
union all
select {{ judged_row('card_account', ['card_account_no']) }}
from accounts
union all
select {{ judged_row('card_card', ['card_no']) }}
from cards
union all
select {{ judged_row('card_transaction', ['transaction_id']) }}
from transactions
union all
select {{ judged_row('card_statement', ['card_account_no', 'statement_date']) }}
from statements
union all
select {{ judged_row('card_instalment_plan', ['plan_id']) }}
from instalment_plans
union all
select {{ judged_row('card_instalment_due', ['plan_id', 'instalment_seq']) }}
from instalment_dues
union all
select {{ judged_row('card_application', ['app_id']) }}
from applications
