-- The position each employee held on each day of the months measured, with the branch as it counts
-- that day: where positions overlap, the one that started later is held.
with positions as (
    select * from {{ ref('stg_hr__positions') }}
    where is_current_version
),

staff as (
    select * from {{ ref('stg_hr__staff') }}
    where is_current_version
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
),

days as (
    select
        workdays.date_day,
        workdays.month_end,
        workdays.is_workday
    from {{ ref('int_workdays') }} as workdays
    inner join {{ ref('int_months') }} as months
        on workdays.month_end = months.month_end
    where workdays.date_day <= months.window_end
),

held as (
    select
        positions.*,
        days.date_day,
        days.month_end,
        days.is_workday
    from positions
    inner join days
        on
            positions.valid_from <= days.date_day
            and (positions.valid_to > days.date_day or positions.valid_to is null)
    left join staff
        on positions.staff_id = staff.staff_id
    where
        coalesce(staff.hire_date <= days.date_day, true)
        and coalesce(staff.leave_date >= days.date_day, true)
    qualify
        row_number() over (
            partition by positions.staff_id, days.date_day order by positions.valid_from desc
        ) = 1
)

select
    held.staff_id,
    held.date_day as work_date,
    held.month_end,
    held.is_workday,
    held.position_code,
    held.grade,
    held.fte,
    coalesce(stood.standing_branch_code, held.branch_code, 'NONE') as branch_code,
    coalesce(supervised.standing_branch_code, held.supervises_branch) as supervised_branch_code
from held
left join branch_periods as stood
    on
        held.branch_code = stood.branch_code
        and held.date_day >= stood.valid_from
        and (held.date_day < stood.valid_to or stood.valid_to is null)
left join branch_periods as supervised
    on
        held.supervises_branch = supervised.branch_code
        and held.date_day >= supervised.valid_from
        and (held.date_day < supervised.valid_to or supervised.valid_to is null)
