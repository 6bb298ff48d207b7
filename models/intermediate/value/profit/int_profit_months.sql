-- How many of the twelve months that end with each month the bank delivered: sums over fewer are
-- told for a year.
with months as (
    select * from {{ ref('int_months') }}
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed in ('core_balance_daily', 'loan_balance_daily')
),

loan_start as (
    select min(month_end) as first_loan_month
    from snapshot_months
    where feed = 'loan_balance_daily'
)

select
    months.month_end,
    cast(count(case when snapshot_months.feed = 'core_balance_daily' then 1 end) as integer)
        as deposit_months_12m,
    cast(count(case when snapshot_months.feed = 'loan_balance_daily' then 1 end) as integer)
        as loan_months_12m,
    max(loan_start.first_loan_month) as first_loan_month
from months
inner join snapshot_months
    on
        months.month_end >= snapshot_months.month_end
        and {{ month_end(add_months('months.month_end', -12)) }} < snapshot_months.month_end
cross join loan_start
group by months.month_end
