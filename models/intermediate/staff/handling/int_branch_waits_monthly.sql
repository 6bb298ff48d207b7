-- How long visitors of each branch waited in a month, and how many left before their turn.
with visits as (
    select * from {{ ref('int_branch_visits') }}
),

placed as (
    select
        visits.*,
        cume_dist() over (
            partition by branch_code, month_end, wait_minutes is null
            order by wait_minutes
        ) as place
    from visits
)

select
    branch_code,
    month_end,
    cast(count(*) as integer) as tickets,
    cast(min(case when place >= 0.5 then wait_minutes end) as decimal(18, 4)) as wait_minutes_p50,
    cast(min(case when place >= 0.9 then wait_minutes end) as decimal(18, 4)) as wait_minutes_p90,
    cast(
        count(*) filter (where is_good_wait) / nullif(cast(count(wait_minutes) as double), 0)
        as decimal(9, 6)
    ) as within_10_minutes_share,
    cast(
        count(*) filter (where is_abandoned) / nullif(cast(count(*) as double), 0)
        as decimal(9, 6)
    ) as abandoned_share
from placed
where branch_code is not null
group by branch_code, month_end
