{{ partitioned_by('month_end', 'int_wealth_month_versions') }}

-- Wealth positions per day and currency as delivered, and at units times the price delivered beside
-- them; positions without a price are worth what was delivered.
with wealth_positions as (
    select * from {{ ref('stg_core__wealth_positions') }}
    where not is_rejected
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'core_wealth_position_daily' and {{ in_touched('month_end') }}
),

standing as (
    select
        snapshot_dates.month_end,
        wealth_positions.position_date,
        wealth_positions.currency_code,
        coalesce(wealth_positions.market_value, 0) as market_value,
        coalesce(
            cast(
                round(wealth_positions.units * wealth_positions.net_asset_value, 2)
                as decimal(24, 2)
            ),
            wealth_positions.market_value,
            0
        ) as priced_value
    from wealth_positions
    inner join snapshot_dates
        on
            wealth_positions.position_date = snapshot_dates.snapshot_date
            and wealth_positions.batch_date = snapshot_dates.batch_date
)

select
    month_end,
    position_date,
    currency_code,
    cast(sum(market_value) as decimal(24, 2)) as market_total,
    cast(sum(priced_value) as decimal(24, 2)) as priced_total,
    cast(max(abs(market_value - priced_value)) as decimal(24, 2)) as widest_gap
from standing
group by month_end, position_date, currency_code
