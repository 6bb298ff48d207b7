-- One rate per currency and day into the reporting currency; a gap carries the last rate a few
-- days and is unknown after that.
with fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
    where is_current_version
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

snapshot_days as (
    select distinct snapshot_date from {{ ref('int_snapshot_dates') }}
),

intervals as (
    select
        currency_code,
        rate_date,
        mid_rate,
        lead(rate_date) over (partition by currency_code order by rate_date) as next_rate_date
    from fx_rates
)

select
    intervals.currency_code,
    snapshot_days.snapshot_date as rate_date,
    intervals.mid_rate,
    {{ days_between('intervals.rate_date', 'snapshot_days.snapshot_date') }} as carried_days
from intervals
inner join snapshot_days
    on
        intervals.rate_date <= snapshot_days.snapshot_date
        and snapshot_days.snapshot_date < coalesce(intervals.next_rate_date, date '9999-12-31')
where
    {{ days_between('intervals.rate_date', 'snapshot_days.snapshot_date') }}
    <= {{ parameter('fx_max_carry_days') }}

union all

select
    run_context.reporting_currency as currency_code,
    snapshot_days.snapshot_date as rate_date,
    cast(1 as decimal(12, 6)) as mid_rate,
    0 as carried_days
from run_context
cross join snapshot_days
