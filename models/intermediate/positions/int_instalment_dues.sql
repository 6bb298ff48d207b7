-- Every due of an instalment plan that was not cancelled, with the customer who owes it.
with plans as (
    select * from {{ ref('stg_card__instalment_plans') }}
    where is_current_version and coalesce(plan_status, 'ACT') <> 'CAN'
),

dues as (
    select * from {{ ref('stg_card__instalment_dues') }}
    where is_current_version
),

card_accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'card'
)

select
    dues.plan_id,
    dues.instalment_seq,
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    plans.start_date,
    dues.due_date,
    dues.is_paid,
    dues.paid_date,
    dues.principal_due_amount,
    dues.fee_due_amount
from plans
inner join dues
    on plans.plan_id = dues.plan_id
left join card_accounts
    on plans.card_account_no = card_accounts.card_account_no
left join customer_sources
    on card_accounts.card_customer_no = customer_sources.source_customer_id
