-- Instalment principal still owed per customer at each month's end.
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

months as (
    select * from {{ ref('int_months') }}
),

owed as (
    select
        plans.card_account_no,
        plans.start_date,
        dues.principal_due_amount,
        case
            when dues.paid_date is not null then dues.paid_date
            when dues.is_paid then coalesce(dues.due_date, plans.start_date)
            else date '9999-12-31'
        end as settled_on
    from plans
    inner join dues
        on plans.plan_id = dues.plan_id
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    months.month_end,
    cast(sum(owed.principal_due_amount) as decimal(18, 2)) as instalment_balance
from owed
inner join months
    on
        owed.start_date <= months.window_end
        and owed.settled_on > months.window_end
left join card_accounts
    on owed.card_account_no = card_accounts.card_account_no
left join customer_sources
    on card_accounts.card_customer_no = customer_sources.source_customer_id
group by 1, 2
