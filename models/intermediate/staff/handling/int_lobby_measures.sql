-- Waits and diversion of lobby managers: the visits that name them, and those of their branch on
-- their days that name nobody.
with visits as (
    select * from {{ ref('int_branch_visits') }}
),

lobby_days as (
    select * from {{ ref('int_staff_days') }}
    where scored_as = 'LOBBY'
),

received as (
    select
        lobby_days.staff_id,
        visits.month_end,
        lobby_days.position_code,
        lobby_days.branch_code,
        visits.wait_minutes,
        visits.is_divertible,
        visits.is_diverted
    from visits
    inner join lobby_days
        on
            visits.lobby_staff_id = lobby_days.staff_id
            and visits.visit_date = lobby_days.work_date

    union all

    select
        lobby_days.staff_id,
        visits.month_end,
        lobby_days.position_code,
        lobby_days.branch_code,
        visits.wait_minutes,
        visits.is_divertible,
        visits.is_diverted
    from visits
    inner join lobby_days
        on
            visits.branch_code = lobby_days.branch_code
            and visits.visit_date = lobby_days.work_date
    where visits.lobby_staff_id is null and coalesce(lobby_days.shift_hours, 1) > 0
),

placed as (
    select
        received.*,
        cume_dist() over (
            partition by staff_id, month_end, position_code, branch_code, wait_minutes is null
            order by wait_minutes
        ) as place
    from received
)

select
    staff_id,
    month_end,
    position_code,
    branch_code,
    cast(count(*) as integer) as visits,
    cast(min(case when place >= 0.9 then wait_minutes end) as decimal(28, 10))
        as wait_minutes_p90,
    cast(
        count(*) filter (where is_diverted)
        / nullif(cast(count(*) filter (where is_divertible) as double), 0)
        as decimal(28, 10)
    ) as diverted_share
from placed
group by staff_id, month_end, position_code, branch_code
