-- Product coverage per customer and month: the weight of the groups held, and the room left in
-- those the customer could hold.
with coverage_groups as (
    select * from {{ ref('int_coverage_groups_monthly') }}
)

select
    customer_key,
    month_end,
    cast(sum(case when is_held then weight else 0 end) as decimal(9, 6)) as product_coverage,
    cast(sum(case when is_held then 1 else 0 end) as integer) as held_groups,
    cast(
        100 - 100 * cast(
            sum(case when is_held and is_eligible then weight else 0 end) as double
        ) / nullif(cast(sum(case when is_eligible then weight else 0 end) as double), 0)
        as decimal(9, 4)
    ) as product_headroom
from coverage_groups
group by 1, 2
