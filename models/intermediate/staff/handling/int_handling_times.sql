-- How long tellers and operations take, as a ratio to the standard: the median of each kind of
-- business that was handled often enough, weighted by how often.
with services as (
    select * from {{ ref('int_counter_services') }}
    where time_ratio is not null
),

staff_days as (
    select * from {{ ref('int_staff_days') }}
    where scored_as in ('TELLER', 'OPS')
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

by_code as (
    select
        services.staff_id,
        services.month_end,
        staff_days.position_code,
        staff_days.branch_code,
        services.transaction_code,
        cast(count(*) as integer) as services,
        cast(median(services.time_ratio) as decimal(18, 8)) as time_ratio
    from services
    inner join staff_days
        on
            services.staff_id = staff_days.staff_id
            and services.service_date = staff_days.work_date
    group by
        services.staff_id, services.month_end, staff_days.position_code,
        staff_days.branch_code, services.transaction_code
)

select
    by_code.staff_id,
    by_code.month_end,
    by_code.position_code,
    by_code.branch_code,
    cast(sum(by_code.services) as integer) as services,
    cast(
        sum(by_code.services * by_code.time_ratio)
        / nullif(cast(sum(by_code.services) as double), 0)
        as decimal(28, 10)
    ) as ratio_to_standard
from by_code
inner join rules
    on by_code.month_end = rules.month_end
where by_code.services >= rules.handling_min_services
group by by_code.staff_id, by_code.month_end, by_code.position_code, by_code.branch_code
