-- Every day of the years that are assessed, with whether banks work on it; where no calendar says,
-- Monday to Friday are workdays.
with months as (
    select
        min(month_start) as first_month_start,
        max(month_start) as last_month_start
    from {{ ref('int_months') }}
),

calendar as (
    select * from {{ ref('stg_reference__calendar') }}
    where is_current_version
),

bounds as (
    select
        make_date(cast(extract(year from first_month_start) as integer), 1, 1) as first_day,
        make_date(cast(extract(year from last_month_start) as integer), 12, 31) as last_day_of_year
    from months
),

days as (
    select date_day
    from {{ date_series(
        '(select first_day from bounds)', '(select last_day_of_year from bounds)'
    ) }} as series
),

-- 1 January 1900 was a Monday.
weekdays as (
    select
        date_day,
        mod({{ days_between("date '1900-01-01'", 'date_day') }}, 7) < 5 as is_weekday
    from days
)

select
    weekdays.date_day,
    {{ month_end('weekdays.date_day') }} as month_end,
    coalesce(calendar.is_workday, weekdays.is_weekday) as is_workday
from weekdays
left join calendar
    on weekdays.date_day = calendar.cal_date
