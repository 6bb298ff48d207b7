-- The score of each person and month as it stands now: points of the items and bonus,
-- corrections of closed months, less deductions; never under zero.
with points as (
    select * from {{ ref('int_staff_points_monthly') }}
),

presence as (
    select * from {{ ref('int_staff_presence_monthly') }}
),

deductions as (
    select * from {{ ref('int_staff_deducted_monthly') }}
),

adjustments as (
    select
        staff_id,
        month_end,
        sum(points) as points
    from {{ ref('int_kpi_adjustments') }}
    group by 1, 2
),

joined as (
    select
        presence.staff_id,
        presence.month_end,
        presence.position_code,
        presence.branch_code,
        presence.scored_as,
        presence.footfall_class,
        points.indicator_points,
        coalesce(points.bonus, 0) as bonus,
        deductions.deduction_points,
        coalesce(adjustments.points, 0) as adjustment_points,
        presence.is_eligible,
        presence.is_new,
        case when presence.is_eligible then presence.present_days else 0 end as eligible_days,
        presence.workdays,
        coalesce(points.is_default, true) as is_default
    from presence
    left join points
        on
            presence.staff_id = points.staff_id
            and presence.month_end = points.month_end
    left join deductions
        on
            presence.staff_id = deductions.staff_id
            and presence.month_end = deductions.month_end
    left join adjustments
        on
            presence.staff_id = adjustments.staff_id
            and presence.month_end = adjustments.month_end
),

summed as (
    select
        joined.*,
        indicator_points + bonus + adjustment_points - coalesce(deduction_points, 0)
            as net_points
    from joined
)

select
    summed.*,
    case when net_points < 0 then 0 else net_points end as kpi_score,
    is_eligible and not is_new and net_points is not null as is_ranked
from summed
