-- Whether positions are worth units times price (R-07), and whether the units of the last snapshot
-- are those of the first plus confirmed orders (R-07b). A holding with an order on a day without a
-- believable price, or of a kind that does not tell its units, is left out.
with wealth_totals as (
    select * from {{ ref('int_wealth_totals_daily') }}
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'core_wealth_position_daily'
),

wealth_orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version and order_status = 'CONFIRMED'
),

product_navs as (
    select * from {{ ref('int_product_navs_daily') }}
    where not is_held and net_asset_value > 0
),

bounds as (
    select
        min(snapshot_date) as first_date,
        max(snapshot_date) as last_date
    from snapshot_dates
),

ends as (
    select
        snapshot_dates.snapshot_date,
        snapshot_dates.batch_date,
        case when snapshot_dates.snapshot_date = bounds.last_date then 1 else 0 end as closes,
        case when snapshot_dates.snapshot_date = bounds.first_date then 1 else 0 end as opens
    from snapshot_dates
    inner join bounds
        on
            snapshot_dates.snapshot_date = bounds.first_date
            or snapshot_dates.snapshot_date = bounds.last_date
),

order_units as (
    select
        wealth_orders.core_customer_no,
        wealth_orders.product_code,
        case
            when wealth_orders.side in ('SUB', 'PUR')
                then wealth_orders.confirm_amount - coalesce(wealth_orders.fee, 0)
            when wealth_orders.side = 'RED' then -wealth_orders.confirm_amount
        end / cast(product_navs.net_asset_value as double) as units
    from wealth_orders
    inner join bounds
        on
            wealth_orders.confirm_date > bounds.first_date
            and wealth_orders.confirm_date <= bounds.last_date
    left join product_navs
        on
            wealth_orders.product_code = product_navs.product_code
            and wealth_orders.confirm_date = product_navs.position_date
),

both_sides as (
    select
        positions.core_customer_no,
        positions.product_code,
        positions.units * ends.closes as held_units,
        positions.units * ends.opens as told_units,
        true as is_told
    from {{ ref('stg_core__wealth_positions') }} as positions
    inner join ends
        on
            positions.position_date = ends.snapshot_date
            and positions.batch_date = ends.batch_date
    where not positions.is_rejected

    union all

    select
        core_customer_no,
        product_code,
        0 as held_units,
        coalesce(cast(round(units, 4) as decimal(18, 4)), 0) as told_units,
        units is not null as is_told
    from order_units
),

holdings as (
    select
        sum(held_units) as held_units,
        sum(told_units) as told_units
    from both_sides
    group by core_customer_no, product_code
    having min(case when is_told then 1 else 0 end) = 1
)

select
    'R-07' as control_id,
    sum(priced_total) as left_value,
    sum(market_total) as right_value,
    max(widest_gap) as difference
from wealth_totals
having count(*) > 0

union all

select
    'R-07b' as control_id,
    sum(held_units) as left_value,
    sum(told_units) as right_value,
    max(abs(held_units - told_units)) as difference
from holdings
having count(*) > 0
