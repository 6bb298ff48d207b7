-- Where each assessed employee stood on each day and whether he was there. Days before and after
-- what the attendance feed covers count as worked; within it a day without a row is an absence.
with position_days as (
    select * from {{ ref('int_staff_position_days') }}
),

assessed_positions as (
    select * from {{ ref('kpi_position') }}
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

leave_types as (
    select * from {{ ref('leave_type') }}
),

attendance as (
    select * from {{ ref('stg_hr__attendance') }}
    where is_current_version and not is_rejected
),

attendance_span as (
    select
        min(work_date) as first_date,
        max(work_date) as last_date
    from attendance
),

attended as (
    select
        position_days.*,
        assessed_positions.scored_as,
        attendance.leave_type,
        cast(
            case
                when attendance.staff_id is not null then coalesce(attendance.shift_hours, 0)
                when
                    position_days.work_date
                    between attendance_span.first_date and attendance_span.last_date
                    then 0
                when position_days.is_workday
                    then rules.full_shift_hours * coalesce(position_days.fte, 1)
                else 0
            end as decimal(18, 4)
        ) as shift_hours
    from position_days
    inner join assessed_positions
        on position_days.position_code = assessed_positions.position_code
    inner join rules
        on position_days.month_end = rules.month_end
    cross join attendance_span
    left join attendance
        on
            position_days.staff_id = attendance.staff_id
            and position_days.work_date = attendance.work_date
)

select
    attended.staff_id,
    attended.work_date,
    attended.month_end,
    attended.position_code,
    attended.scored_as,
    attended.branch_code,
    coalesce(branch_periods.footfall_class, 'NONE') as footfall_class,
    attended.supervised_branch_code,
    attended.is_workday,
    attended.shift_hours,
    attended.leave_type,
    attended.shift_hours > 0 as is_present,
    coalesce(leave_types.is_protected, false) and attended.shift_hours = 0 as is_protected_leave
from attended
left join leave_types
    on attended.leave_type = leave_types.leave_type
left join branch_periods
    on
        attended.branch_code = branch_periods.branch_code
        and attended.work_date >= branch_periods.valid_from
        and (attended.work_date < branch_periods.valid_to or branch_periods.valid_to is null)
