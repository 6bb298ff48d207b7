-- Whether an employee was there long enough in a month to be assessed, and whether new, in which case
-- the month is shown and not ranked. Protected leave leaves the days that count.
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

present as (
    select
        staff_id,
        month_end,
        max(case when is_at_month_end then position_code end) as position_code,
        max(case when is_at_month_end then branch_code end) as branch_code,
        max(case when is_at_month_end then scored_as end) as scored_as,
        max(case when is_at_month_end then footfall_class end) as footfall_class,
        cast(sum(workdays) as integer) as workdays,
        cast(sum(protected_days) as integer) as protected_days,
        cast(sum(present_days) as integer) as present_days
    from staff_months
    group by staff_id, month_end
),

shares as (
    select
        present.*,
        cast(cast(present_days as double) / nullif(workdays, 0) as decimal(9, 6)) as present_share
    from present
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
