-- How far each month has got by workdays, day by day.
with workdays as (
    select * from {{ ref('int_workdays') }}
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
from workdays
