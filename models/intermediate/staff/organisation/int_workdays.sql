-- Whether banks work on each day of the years assessed; where no calendar says, from Monday to
-- Friday.
with assessed_days as (
    select * from {{ ref('int_assessed_days') }}
),

calendar as (
    select * from {{ ref('stg_reference__calendar') }}
    where is_current_version
),

-- 1 January 1900 was a Monday.
weekdays as (
    select
        date_day,
        mod({{ days_between("date '1900-01-01'", 'date_day') }}, 7) < 5 as is_weekday
    from assessed_days
)

select
    weekdays.date_day,
    {{ month_end('weekdays.date_day') }} as month_end,
    coalesce(calendar.is_workday, weekdays.is_weekday) as is_workday
from weekdays
left join calendar
    on weekdays.date_day = calendar.cal_date
