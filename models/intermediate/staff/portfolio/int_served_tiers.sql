-- The tiers a manager serves, by the tier of each customer at the base, and how much of its days
-- each takes. A handful of customers of a tier counts with the manager's largest one.
with uplift_sums as (
    select * from {{ ref('int_uplift_sums') }}
    where owner_type = 'STAFF'
),

owners as (
    select * from {{ ref('int_portfolio_owners') }}
    where owner_type = 'STAFF'
),

tiers as (
    select * from {{ ref('tier') }}
    where is_counted
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

placed as (
    select
        uplift_sums.owner_id as staff_id,
        uplift_sums.month_end,
        uplift_sums.base_tier,
        uplift_sums.customers,
        uplift_sums.customer_days,
        first_value(uplift_sums.base_tier) over (
            partition by uplift_sums.owner_id, uplift_sums.month_end
            order by uplift_sums.customers desc, uplift_sums.base_tier asc
        ) as largest_tier,
        sum(uplift_sums.customer_days) over (
            partition by uplift_sums.owner_id, uplift_sums.month_end
        ) as all_customer_days
    from uplift_sums
    inner join owners
        on
            uplift_sums.owner_id = owners.owner_id
            and uplift_sums.month_end = owners.month_end
    inner join tiers
        on uplift_sums.base_tier = tiers.tier
)

select
    placed.staff_id,
    placed.month_end,
    placed.base_tier,
    case
        when placed.customers < rules.tier_pool_customers then placed.largest_tier
        else placed.base_tier
    end as served_tier,
    placed.customers,
    placed.customer_days,
    cast(
        cast(placed.customer_days as double) / nullif(placed.all_customer_days, 0)
        as decimal(28, 10)
    ) as day_share
from placed
inner join rules
    on placed.month_end = rules.month_end
