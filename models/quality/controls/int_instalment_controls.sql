-- Whether the parts of an instalment plan, paid and to come, are its principal (R-14b).
with plans as (
    select * from {{ ref('stg_card__instalment_plans') }}
    where is_current_version and coalesce(plan_status, 'ACT') <> 'CAN'
),

dues as (
    select
        plan_id,
        sum(principal_due_amount) as principal_due
    from {{ ref('stg_card__instalment_dues') }}
    where is_current_version
    group by plan_id
)

select
    'R-14b' as control_id,
    cast(sum(plans.principal) as decimal(38, 2)) as left_value,
    cast(sum(dues.principal_due) as decimal(38, 2)) as right_value,
    cast(sum(abs(plans.principal - coalesce(dues.principal_due, 0))) as decimal(38, 2))
        as difference
from plans
left join dues
    on plans.plan_id = dues.plan_id
having count(*) > 0
