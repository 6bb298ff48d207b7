-- What complaints cost a person in a month: the own ones and, for who leads a branch, those of the
-- branch; together never more than the cap of a person, nor is more given back.
with presence as (
    select * from {{ ref('int_staff_presence_monthly') }}
),

positions as (
    select * from {{ ref('kpi_position') }}
),

staff_deductions as (
    select * from {{ ref('int_staff_deductions_monthly') }}
),

branch_deductions as (
    select * from {{ ref('int_branch_deductions_monthly') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

summed as (
    select
        presence.staff_id,
        presence.month_end,
        coalesce(staff_deductions.deduction_points, 0)
        + case
            when positions.takes_branch_deduction
                then coalesce(branch_deductions.deduction_points, 0)
            else 0
        end as points
    from presence
    inner join positions
        on presence.position_code = positions.position_code
    left join staff_deductions
        on
            presence.staff_id = staff_deductions.staff_id
            and presence.month_end = staff_deductions.month_end
    left join branch_deductions
        on
            presence.branch_code = branch_deductions.branch_code
            and presence.month_end = branch_deductions.month_end
)

select
    summed.staff_id,
    summed.month_end,
    cast(
        greatest(
            least(summed.points, rules.staff_deduction_cap_month),
            -rules.staff_deduction_cap_month
        ) as decimal(28, 10)
    ) as deduction_points
from summed
inner join rules
    on summed.month_end = rules.month_end
