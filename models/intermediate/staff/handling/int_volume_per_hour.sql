-- Converted volume per hour of shift of tellers and operations, against the mean of all who hold
-- the position in branches of the same footfall in that month.
with staff_days as (
    select * from {{ ref('int_staff_days') }}
    where scored_as in ('TELLER', 'OPS') and shift_hours > 0
),

volumes as (
    select * from {{ ref('int_converted_volume_daily') }}
),

person_months as (
    select
        staff_days.staff_id,
        {{ month_end('staff_days.work_date') }} as month_end,
        staff_days.position_code,
        staff_days.branch_code,
        staff_days.footfall_class,
        cast(sum(staff_days.shift_hours) as decimal(9, 4)) as shift_hours,
        cast(sum(coalesce(volumes.done, 0)) as decimal(18, 4)) as volume
    from staff_days
    left join volumes
        on
            staff_days.staff_id = volumes.staff_id
            and staff_days.work_date = volumes.work_date
    group by 1, 2, 3, 4, 5
),

peers as (
    select
        position_code,
        footfall_class,
        month_end,
        cast(sum(volume) / nullif(cast(sum(shift_hours) as double), 0) as decimal(20, 14))
            as volume_per_hour
    from person_months
    group by 1, 2, 3
)

select
    person_months.staff_id,
    person_months.month_end,
    person_months.position_code,
    person_months.branch_code,
    cast(sum(person_months.shift_hours) as decimal(18, 4)) as shift_hours,
    cast(sum(person_months.volume) as decimal(28, 10)) as volume,
    -- Hours in a branch that changed its class are measured by the class of each day.
    cast(sum(person_months.volume) / nullif(
        cast(sum(person_months.shift_hours * peers.volume_per_hour) as double), 0
    ) as decimal(28, 10)) as ratio_to_peers
from person_months
inner join peers
    on
        person_months.position_code = peers.position_code
        and person_months.footfall_class = peers.footfall_class
        and person_months.month_end = peers.month_end
group by 1, 2, 3, 4
