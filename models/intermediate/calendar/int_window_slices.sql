-- The slices of days that make up each month's windows.
with months as (
    select * from {{ ref('int_months') }}
),

slices as (
    select distinct slice_start from {{ ref('int_slice_days') }}
)

select
    months.month_end,
    months.window_end,
    slices.slice_start,
    {{ month_end('slices.slice_start') }} as slice_month,
    slices.slice_start > months.window_start as is_in_90d,
    slices.slice_start
    > {{ add_days(
        'months.window_end',
        '-cast(' ~ parameter('half_year_window_days') ~ ' as integer)'
    ) }} as is_in_180d
from months
inner join slices
    on
        {{ add_months('months.month_start', -11) }} <= slices.slice_start
        and months.window_end >= slices.slice_start
