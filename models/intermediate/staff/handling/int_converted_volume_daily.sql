-- Converted volume of each person and day, with what lies beside it: services that count, own
-- errors and business with a code that no time study knows. Nobody's business keeps its branch.
with services as (
    select * from {{ ref('int_counter_services') }}
),

staff_days as (
    select * from {{ ref('int_staff_days') }}
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
),

placed as (
    select
        services.staff_id,
        services.service_date,
        staff_days.position_code,
        coalesce(
            staff_days.branch_code, branch_periods.standing_branch_code, services.branch_code
        ) as branch_code,
        services.volume,
        services.is_counted,
        services.is_own_error,
        services.is_known_code
    from services
    left join staff_days
        on
            services.staff_id = staff_days.staff_id
            and services.service_date = staff_days.work_date
    left join branch_periods
        on
            services.branch_code = branch_periods.branch_code
            and services.service_date >= branch_periods.valid_from
            and services.service_date < coalesce(branch_periods.valid_to, date '9999-12-31')
)

select
    staff_id,
    service_date as work_date,
    position_code,
    branch_code,
    cast(sum(volume) as decimal(28, 10)) as done,
    cast(count(*) filter (where is_counted) as integer) as services,
    cast(count(*) filter (where is_own_error) as integer) as own_errors,
    cast(count(*) filter (where is_counted and not is_known_code) as integer)
        as services_of_unknown_code
from placed
group by staff_id, service_date, position_code, branch_code
