-- Average net asset value of each product and month.
with product_navs as (
    select * from {{ ref('int_product_navs_daily') }}
    where net_asset_value is not null
)

select
    product_code,
    month_end,
    cast(
        cast(sum(cast(net_asset_value as decimal(28, 10))) as double) / nullif(count(*), 0)
        as decimal(28, 10)
    ) as net_asset_value
from product_navs
group by 1, 2
