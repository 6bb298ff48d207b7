-- Fees of instalments per customer and month, earned when due or paid, whichever comes first.
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
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

earned as (
    select
        plans.card_account_no,
        dues.fee_due_amount,
        case
            when dues.paid_date < dues.due_date or dues.due_date is null then dues.paid_date
            else dues.due_date
        end as earned_on
    from plans
    inner join dues
        on plans.plan_id = dues.plan_id
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    {{ month_end('earned.earned_on') }} as month_end,
    cast(sum(earned.fee_due_amount) as decimal(38, 8)) as instalment_fee
from earned
inner join run_context
    on earned.earned_on <= run_context.as_of_date
left join card_accounts
    on earned.card_account_no = card_accounts.card_account_no
left join customer_sources
    on card_accounts.card_customer_no = customer_sources.source_customer_id
group by 1, 2
