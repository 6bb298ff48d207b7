-- Which employee was to look after a customer from when to when, at most to the employee's last day
-- or today; assignments can overlap and leave gaps.
with staff_periods as (
    select * from {{ ref('int_staff_periods') }}
),

staff as (
    select * from {{ ref('stg_hr__staff') }}
    where is_current_version
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

bounded as (
    select
        staff_periods.customer_key,
        staff_periods.staff_id,
        staff_periods.valid_from,
        least(
            coalesce(staff_periods.valid_to, {{ add_days('run_context.as_of_date', 1) }}),
            coalesce({{ add_days('staff.leave_date', 1) }}, date '9999-12-31')
        ) as valid_to
    from staff_periods
    cross join run_context
    left join staff
        on staff_periods.staff_id = staff.staff_id
)

select
    customer_key,
    staff_id,
    valid_from,
    max(valid_to) as valid_to
from bounded
where valid_from < valid_to
group by customer_key, staff_id, valid_from
