-- Wealth positions per customer and month: daily averages over the days the bank delivered.
with wealth_months as (
    select * from {{ ref('int_wealth_months') }}
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'core_wealth_position_daily'
),

wealth_categories as (
    select * from {{ ref('wealth_category') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    wealth_months.month_end,
    cast(
        sum(case when wealth_categories.is_in_aum then wealth_months.value_day_sum_cny end)
        / max(snapshot_months.snapshot_days) as decimal(24, 8)
    ) as investment_daily_avg,
    cast(sum(case
        when
            wealth_categories.is_in_aum
            and wealth_months.last_position_date = snapshot_months.last_snapshot_date
            then wealth_months.last_market_value_cny
        else 0
    end) as decimal(24, 8)) as closing_value_cny
from wealth_months
inner join snapshot_months
    on wealth_months.month_end = snapshot_months.month_end
left join wealth_categories
    on wealth_months.wealth_category = wealth_categories.wealth_category
left join customer_sources
    on wealth_months.core_customer_no = customer_sources.source_customer_id
group by 1, 2
