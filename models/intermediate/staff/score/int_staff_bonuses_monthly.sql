-- Bonus of a person and month: suggestions for the CRM that were adopted in it.
with suggestions as (
    select * from {{ ref('stg_crm__suggestions') }}
    where is_current_version and suggestion_status = 'ADOPTED' and closed_at is not null
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

adopted as (
    select
        staff_id,
        {{ month_end('closed_at') }} as month_end,
        count(*) as suggestions
    from suggestions
    group by 1, 2
)

select
    adopted.staff_id,
    adopted.month_end,
    least(adopted.suggestions * rules.bonus_per_adopted_suggestion, rules.bonus_cap) as bonus
from adopted
inner join rules
    on adopted.month_end = rules.month_end
