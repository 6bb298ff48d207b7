-- One believable net asset value per product and day: a missing one, or one that jumps too far from
-- the days before, is held at the last believable value.
with wealth_positions as (
    select * from {{ ref('stg_core__wealth_positions') }}
    where not is_rejected
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'core_wealth_position_daily'
),

delivered as (
    select
        wealth_positions.product_code,
        wealth_positions.position_date,
        snapshot_dates.month_end,
        max(wealth_positions.net_asset_value) as net_asset_value
    from wealth_positions
    inner join snapshot_dates
        on
            wealth_positions.position_date = snapshot_dates.snapshot_date
            and wealth_positions.batch_date = snapshot_dates.batch_date
    group by
        wealth_positions.product_code, wealth_positions.position_date, snapshot_dates.month_end
),

-- The median of the week before is deaf to a single wrong day on either side.
compared as (
    select
        delivered.*,
        median(net_asset_value) over (
            partition by product_code
            order by position_date rows between 7 preceding and 1 preceding
        ) as usual_value
    from delivered
),

believed as (
    select
        compared.product_code,
        compared.position_date,
        compared.month_end,
        compared.net_asset_value as delivered_value,
        case
            when compared.usual_value is null then compared.net_asset_value
            when
                abs(compared.net_asset_value - compared.usual_value)
                <= {{ parameter('nav_max_daily_change') }} * compared.usual_value
                then compared.net_asset_value
        end as believed_value
    from compared
)

select
    product_code,
    position_date,
    month_end,
    delivered_value,
    {{ last_known('believed_value', 'product_code', 'position_date') }} as net_asset_value,
    believed_value is null as is_held
from believed
