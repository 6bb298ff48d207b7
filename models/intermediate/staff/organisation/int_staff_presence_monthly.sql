-- Whether an employee was there long enough in a month to be assessed, and whether so new that the
-- month is shown and not ranked. Protected leave leaves the days that count.
with staff_months as (
    select * from {{ ref('int_staff_months') }}
),

staff as (
    select * from {{ ref('stg_hr__staff') }}
    where is_current_version
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

-- Workdays of the month so far, so that a few days before leaving are no assessed month.
month_workdays as (
    select
        months.month_end,
        count(*) as workdays
    from {{ ref('int_months') }} as months
    inner join {{ ref('int_workdays') }} as workdays
        on months.month_end = workdays.month_end
    where workdays.is_workday and workdays.date_day <= months.window_end
    group by months.month_end
),

present as (
    select
        staff_id,
        month_end,
        max(case when is_at_month_end then position_code end) as position_code,
        max(case when is_at_month_end then branch_code end) as branch_code,
        max(case when is_at_month_end then scored_as end) as scored_as,
        max(case when is_at_month_end then footfall_class end) as footfall_class,
        cast(sum(protected_days) as integer) as protected_days,
        cast(sum(present_days) as integer) as present_days
    from staff_months
    group by staff_id, month_end
),

shares as (
    select
        present.*,
        cast(month_workdays.workdays - present.protected_days as integer) as workdays,
        cast(
            cast(present.present_days as double)
            / nullif(month_workdays.workdays - present.protected_days, 0)
            as decimal(9, 6)
        ) as present_share
    from present
    inner join month_workdays
        on present.month_end = month_workdays.month_end
)

select
    shares.staff_id,
    shares.month_end,
    shares.position_code,
    shares.branch_code,
    shares.scored_as,
    shares.footfall_class,
    shares.workdays,
    shares.protected_days,
    shares.present_days,
    shares.present_share,
    coalesce(shares.present_share >= rules.min_present_share, false) as is_eligible,
    coalesce(
        shares.month_end < {{ add_months('staff.hire_date', 'rules.new_staff_months') }}, false
    ) as is_new
from shares
inner join rules
    on shares.month_end = rules.month_end
left join staff
    on shares.staff_id = staff.staff_id
