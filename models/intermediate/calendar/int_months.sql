-- Every month with a balance snapshot; the open month ends its windows at `as_of_date`.
with snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'core_balance_daily'
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

ended as (
    select
        snapshot_months.month_end,
        snapshot_months.month_start,
        snapshot_months.snapshot_days,
        least(snapshot_months.month_end, run_context.as_of_date) as window_end,
        snapshot_months.month_end > run_context.as_of_date as is_month_to_date
    from snapshot_months
    cross join run_context
)

select
    ended.*,
    {{ add_days('window_end', '-cast(' ~ parameter('movement_window_days') ~ ' as integer)') }}
        as window_start
from ended
