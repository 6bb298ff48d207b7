-- Corrections of closed months: what a person's points would be now, less what the month was closed
-- with and what has been adjusted since. They are posted in the first open month; points that were,
-- or have become, unknown correct nothing.
with points as (
    select * from {{ ref('int_staff_points_monthly') }}
),

closed_scorecards as (
    select * from {{ ref('stg_landing__closed_scorecards') }}
),

adjusted as (
    select
        staff_id,
        adjusted_month_end,
        sum(points) as points
    from {{ ref('stg_landing__closed_adjustments') }}
    group by 1, 2
),

open_month as (
    select * from {{ ref('int_open_month') }}
),

compared as (
    select
        closed_scorecards.staff_id,
        closed_scorecards.month_end as adjusted_month_end,
        closed_scorecards.indicator_points + closed_scorecards.bonus as closed_points,
        cast(points.indicator_points + points.bonus as decimal(9, 4)) as current_points,
        coalesce(adjusted.points, 0) as adjusted_points
    from closed_scorecards
    inner join points
        on
            closed_scorecards.staff_id = points.staff_id
            and closed_scorecards.month_end = points.month_end
    left join adjusted
        on
            closed_scorecards.staff_id = adjusted.staff_id
            and closed_scorecards.month_end = adjusted.adjusted_month_end
)

select
    compared.staff_id,
    open_month.month_end,
    compared.adjusted_month_end,
    compared.closed_points,
    compared.current_points,
    compared.adjusted_points,
    compared.current_points - compared.closed_points - compared.adjusted_points as points
from compared
cross join open_month
where compared.current_points - compared.closed_points - compared.adjusted_points <> 0
