-- The positions and branches of an employee in a month, weighted by days: the shares of a month add
-- up to 1 exactly, so the last one held takes what rounding leaves.
with staff_days as (
    select
        *,
        row_number() over (
            partition by staff_id, month_end, position_code, branch_code order by work_date desc
        ) = 1 as is_last_day
    from {{ ref('int_staff_days') }}
),

counted as (
    select
        staff_id,
        month_end,
        position_code,
        branch_code,
        scored_as,
        max(case when is_last_day then footfall_class end) as footfall_class,
        max(case when is_last_day then supervised_branch_code end) as supervised_branch_code,
        max(work_date) as last_date,
        cast(count(*) as integer) as days,
        cast(count(case when is_workday and not is_protected_leave then 1 end) as integer)
            as workdays,
        cast(count(case when is_workday and is_protected_leave then 1 end) as integer)
            as protected_days,
        cast(count(case when is_workday and is_present then 1 end) as integer) as present_days,
        cast(sum(shift_hours) as decimal(18, 4)) as shift_hours
    from staff_days
    group by staff_id, month_end, position_code, branch_code, scored_as
),

shares as (
    select
        counted.*,
        cast(round(
            cast(days as double) / nullif(sum(days) over (partition by staff_id, month_end), 0), 6
        ) as decimal(9, 6)) as rounded_share,
        row_number() over (partition by staff_id, month_end order by last_date desc) = 1
            as is_at_month_end
    from counted
)

select
    staff_id,
    month_end,
    position_code,
    branch_code,
    scored_as,
    footfall_class,
    supervised_branch_code,
    days,
    cast(
        case
            when is_at_month_end
                then 1 - sum(case when is_at_month_end then 0 else rounded_share end)
                    over (partition by staff_id, month_end)
            else rounded_share
        end as decimal(9, 6)
    ) as day_share,
    workdays,
    protected_days,
    present_days,
    shift_hours,
    is_at_month_end
from shares
