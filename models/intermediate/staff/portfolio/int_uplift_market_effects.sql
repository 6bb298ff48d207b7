-- What an owner's cohort gained by prices alone: its wealth of the month, less the same holdings at
-- the prices of the base month. It is told beside the uplift and never taken off.
with cohorts as (
    select * from {{ ref('int_uplift_cohorts') }}
),

wealth_months as (
    select * from {{ ref('int_wealth_months') }}
),

wealth_categories as (
    select * from {{ ref('wealth_category') }}
    where is_in_aum
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'core_wealth_position_daily'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

navs as (
    select * from {{ ref('int_product_navs_monthly') }}
),

holdings as (
    select
        customer_sources.customer_key,
        wealth_months.month_end,
        wealth_months.product_code,
        cast(
            cast(sum(wealth_months.value_day_sum_cny) as double)
            / nullif(max(snapshot_months.snapshot_days), 0) as decimal(28, 10)
        ) as average_value
    from wealth_months
    inner join wealth_categories
        on wealth_months.wealth_category = wealth_categories.wealth_category
    inner join snapshot_months
        on wealth_months.month_end = snapshot_months.month_end
    inner join customer_sources
        on wealth_months.core_customer_no = customer_sources.source_customer_id
    group by 1, 2, 3
)

-- What has no price in one of the two months gained nothing by prices.
select
    cohorts.owner_type,
    cohorts.owner_id,
    cohorts.month_end,
    sum(cast(
        coalesce(
            holdings.average_value
            * (1 - cast(base_navs.net_asset_value as double) / nullif(navs.net_asset_value, 0)), 0
        ) as decimal(28, 10)
    )) as market_gain
from cohorts
inner join holdings
    on
        cohorts.customer_key = holdings.customer_key
        and cohorts.month_end = holdings.month_end
left join navs
    on
        holdings.product_code = navs.product_code
        and holdings.month_end = navs.month_end
left join navs as base_navs
    on
        holdings.product_code = base_navs.product_code
        and cohorts.base_month_end = base_navs.month_end
group by 1, 2, 3
