-- One rate per currency and day into the reporting currency; a gap carries the last rate a few
-- days and is unknown after that.
with fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
    where is_current_version
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

-- Every day that anything is dated by, snapshots and events: a bank may deliver month-ends alone.
known_days as (
    select snapshot_date as known_day from {{ ref('int_snapshot_dates') }}
    union all
    select event_date as known_day from {{ ref('int_event_dates') }}
    union all
    select rate_date as known_day from fx_rates
),

calendar as (
    select date_day as rate_date
    from {{ date_series(
        '(select ' ~ add_months('min(known_day)', -12) ~ ' from known_days)',
        '(select as_of_date from run_context)'
    ) }}
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
    calendar.rate_date,
    intervals.mid_rate,
    {{ days_between('intervals.rate_date', 'calendar.rate_date') }} as carried_days
from intervals
inner join calendar
    on
        intervals.rate_date <= calendar.rate_date
        and calendar.rate_date < coalesce(intervals.next_rate_date, date '9999-12-31')
where
    {{ days_between('intervals.rate_date', 'calendar.rate_date') }}
    <= {{ parameter('fx_max_carry_days') }}

union all

select
    run_context.reporting_currency as currency_code,
    calendar.rate_date,
    cast(1 as decimal(12, 6)) as mid_rate,
    0 as carried_days
from run_context
cross join calendar
