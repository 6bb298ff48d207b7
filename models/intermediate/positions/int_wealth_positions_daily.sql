{{ config(materialized='view') }}

-- Each wealth position on each delivered day in the reporting currency, at a believable value.
with wealth_positions as (
    select * from {{ ref('stg_core__wealth_positions') }}
    where not is_rejected
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'core_wealth_position_daily'
),

product_navs as (
    select * from {{ ref('int_product_navs_daily') }}
    where is_held
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

standing as (
    select
        snapshot_dates.month_end,
        wealth_positions.position_date,
        wealth_positions.core_customer_no,
        wealth_positions.product_code,
        wealth_positions.wealth_category,
        wealth_positions.currency_code,
        case
            when product_navs.product_code is null then wealth_positions.market_value
            else cast(
                round(wealth_positions.units * product_navs.net_asset_value, 2) as decimal(18, 2)
            )
        end as market_value
    from wealth_positions
    inner join snapshot_dates
        on
            wealth_positions.position_date = snapshot_dates.snapshot_date
            and wealth_positions.batch_date = snapshot_dates.batch_date
    left join product_navs
        on
            wealth_positions.product_code = product_navs.product_code
            and wealth_positions.position_date = product_navs.position_date
)

select
    standing.month_end,
    standing.position_date,
    standing.core_customer_no,
    standing.product_code,
    standing.wealth_category,
    standing.currency_code,
    standing.market_value,
    standing.market_value * fx_rates.mid_rate as market_value_cny
from standing
left join fx_rates
    on
        standing.currency_code = fx_rates.currency_code
        and standing.position_date = fx_rates.rate_date
