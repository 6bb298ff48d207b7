{{ partitioned_by('month_end', 'int_deposit_month_versions') }}

-- How many accounts have a balance on each day. Distinct, so that an account delivered twice for
-- one day is found and not counted twice.
with balances as (
    select * from {{ ref('stg_core__balances') }}
    where not is_rejected
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'core_balance_daily' and {{ in_touched('month_end') }}
)

select
    snapshot_dates.month_end,
    balances.balance_date,
    count(distinct balances.account_no) as accounts
from balances
inner join snapshot_dates
    on
        balances.balance_date = snapshot_dates.snapshot_date
        and balances.batch_date = snapshot_dates.batch_date
group by
    snapshot_dates.month_end,
    balances.balance_date
