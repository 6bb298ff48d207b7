-- What a month of wealth positions depends on: the snapshots that stand, held values and rates.
with months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'core_wealth_position_daily'
),

product_navs as (
    select * from {{ ref('int_product_navs_daily') }}
    where is_held
),

rates as (
    select * from {{ ref('int_fx_months') }}
),

held as (
    select
        month_end,
        md5({{ string_agg_sorted(
            "concat(product_code, cast(position_date as varchar(10)), cast(net_asset_value as varchar(20)))",
            '|', 'product_code, position_date') }}) as held_version
    from product_navs
    group by month_end
)

select
    months.month_end,
    md5(concat(
        months.snapshots_version, coalesce(held.held_version, ''), coalesce(rates.rates_version, '')
    )) as partition_version
from months
left join held
    on months.month_end = held.month_end
left join rates
    on months.month_end = rates.month_end
