-- Deposits per customer and month: daily averages over the days the bank delivered.
with deposit_months as (
    select * from {{ ref('int_deposit_months') }}
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'core_balance_daily'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    deposit_months.month_end,
    count(distinct deposit_months.account_no) as accounts,
    cast(
        sum(deposit_months.balance_day_sum_cny)
        / max(snapshot_months.snapshot_days) as decimal(24, 8)
    )
        as deposit_daily_avg,
    cast(
        sum(case
            when coalesce(accounts.account_type, 'CUR') <> 'STR'
                then deposit_months.balance_day_sum_cny
        end) / max(snapshot_months.snapshot_days) as decimal(24, 8)
    ) as core_deposit_daily_avg,
    cast(
        sum(case
            when coalesce(accounts.account_type, 'CUR') = 'CUR'
                then deposit_months.balance_day_sum_cny
        end) / max(snapshot_months.snapshot_days) as decimal(24, 8)
    ) as demand_daily_avg,
    cast(
        sum(deposit_months.overdraft_day_sum_cny) / max(snapshot_months.snapshot_days)
        as decimal(24, 8)
    ) as overdraft_daily_avg,
    cast(sum(case
        when deposit_months.last_balance_date = snapshot_months.last_snapshot_date
            then deposit_months.last_owner_balance_cny
        else 0
    end) as decimal(24, 8)) as closing_balance_cny
from deposit_months
inner join snapshot_months
    on deposit_months.month_end = snapshot_months.month_end
left join customer_sources
    on deposit_months.core_customer_no = customer_sources.source_customer_id
left join accounts
    on deposit_months.account_no = accounts.account_no
group by 1, 2
