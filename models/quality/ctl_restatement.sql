-- Days and closed months whose published total is no longer what this build says: late rows and
-- corrected batches, named. A day nobody told of before is new, not restated.
with day_totals as (
    select * from {{ ref('day_total') }}
),

published as (
    select * from {{ ref('stg_landing__published_totals') }}
),

run_context as (
    select
        as_of_date,
        {{ add_days('as_of_date', '-cast(' ~ parameter('published_days') ~ ' as integer)') }}
            as kept_after
    from {{ ref('stg_landing__run_context') }}
)

select
    cast(published.measure as varchar(40)) as measure,
    published.total_date,
    cast(published.value as decimal(24, 2)) as value_before,
    day_totals.value as value_after,
    cast(coalesce(day_totals.value, 0) - published.value as decimal(24, 2)) as difference
from published
cross join run_context
left join day_totals
    on
        published.measure = day_totals.measure
        and published.total_date = day_totals.total_date
where
    published.value is distinct from day_totals.value
    and (
        published.total_date > run_context.kept_after
        or (published.measure like 'MONTH_%' and published.total_date <= run_context.as_of_date)
    )
