-- How far each month has got by workdays. Where the calendar tells nothing of a day, Monday to
-- Friday are worked.
with months as (
    select * from {{ ref('int_months') }}
),

calendar as (
    select * from {{ ref('stg_reference__calendar') }}
    where is_current_version
),

-- Whole years, because targets are told for years too.
bounds as (
    select
        make_date(cast(extract(year from min(month_start)) as integer), 1, 1) as first_day,
        make_date(cast(extract(year from max(month_end)) as integer), 12, 31) as last_day
    from months
),

days as (
    select series.date_day
    from {{ date_series('(select first_day from bounds)', '(select last_day from bounds)') }}
        as series
),

-- 1 January 1900 was a Monday.
marked as (
    select
        days.date_day,
        {{ month_end('days.date_day') }} as month_end,
        coalesce(
            calendar.is_workday,
            mod({{ days_between("date '1900-01-01'", 'days.date_day') }}, 7) < 5
        ) as is_workday
    from days
    left join calendar
        on days.date_day = calendar.cal_date
)

select
    date_day,
    month_end,
    is_workday,
    cast(sum(case when is_workday then 1 else 0 end) over (
        partition by month_end order by date_day
        rows between unbounded preceding and current row
    ) as integer) as workdays_to_date,
    cast(sum(case when is_workday then 1 else 0 end) over (partition by month_end) as integer)
        as workdays_in_month
from marked
