-- Loans per customer and month: daily averages over the days the bank delivered.
with loan_months as (
    select * from {{ ref('int_loan_months') }}
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'loan_balance_daily'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'loan'
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    loan_months.month_end,
    cast(
        sum(loan_months.principal_day_sum_cny) / max(snapshot_months.snapshot_days)
        as decimal(24, 8)
    ) as loan_daily_avg,
    cast(
        sum(loan_months.performing_day_sum_cny) / max(snapshot_months.snapshot_days)
        as decimal(24, 8)
    ) as performing_daily_avg,
    cast(sum(case
        when loan_months.last_balance_date = snapshot_months.last_snapshot_date
            then loan_months.last_principal_balance_cny
        else 0
    end) as decimal(24, 8)) as closing_principal_cny
from loan_months
inner join snapshot_months
    on loan_months.month_end = snapshot_months.month_end
left join customer_sources
    on loan_months.loan_customer_no = customer_sources.source_customer_id
group by 1, 2
