-- Days cut into slices that every window of every month holds whole or not at all: flows are summed
-- per slice once, and a window is a handful of slices instead of a range of days.
with months as (
    select * from {{ ref('int_months') }}
),

cuts as (
    select {{ add_months('month_start', -11) }} as cut_date from months
    union
    select {{ add_days('window_start', 1) }} as cut_date from months
    union
    select
        {{ add_days(
            'window_end',
            '1 - cast(' ~ parameter('half_year_window_days') ~ ' as integer)'
        ) }} as cut_date
    from months
    union
    select {{ add_days('window_end', 1) }} as cut_date from months
),

days as (
    select series.date_day
    from {{ date_series('(select min(cut_date) from cuts)', '(select max(cut_date) from cuts)') }}
        as series
),

-- The first of a month cuts too, so that no slice lies in two of them.
marked as (
    select
        days.date_day,
        case
            when cuts.cut_date is not null or extract(day from days.date_day) = 1
                then days.date_day
        end as cut_date
    from days
    left join cuts
        on days.date_day = cuts.cut_date
)

select
    date_day as event_date,
    max(cut_date) over (order by date_day rows between unbounded preceding and current row)
        as slice_start
from marked
