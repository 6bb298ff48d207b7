-- Whether nobody is lost between the tiers: letters and X are all customers (R-09), and a month's
-- migration starts from the close before and ends in its own (R-15).
with tiers as (
    select * from {{ ref('fct_customer_tier') }}
),

migration as (
    select * from {{ ref('fct_tier_migration') }}
),

customer_months as (
    select count(*) as customers from {{ ref('int_customer_months') }}
    where customer_key <> 'UNASSIGNED'
),

first_month as (
    select min(month_end) as month_end from tiers
),

-- One entry per customer on either side of the matrix; the two sides have opposite signs.
entries as (
    select
        'column' as side,
        tiers.month_end,
        tiers.tier,
        1 as customers
    from tiers
    cross join first_month
    where not tiers.is_month_to_date and tiers.month_end > first_month.month_end

    union all

    select
        'column' as side,
        month_end,
        to_tier as tier,
        -1 as customers
    from migration

    union all

    select
        'row' as side,
        tiers.month_end,
        tiers.tier,
        1 as customers
    from tiers
    where
        not tiers.is_month_to_date
        and exists (
            select 1 from migration
            where migration.month_end = {{ month_end(add_months('tiers.month_end', 1)) }}
        )

    union all

    select
        'row' as side,
        {{ month_end(add_months('month_end', -1)) }} as month_end,
        from_tier as tier,
        -1 as customers
    from migration
    where from_tier is not null
),

cells as (
    select
        side,
        month_end,
        tier,
        sum(customers) as difference,
        sum(case when customers > 0 then customers else 0 end) as closed
    from entries
    group by side, month_end, tier
),

lettered as (
    select
        count(*) as customers,
        sum(case when (tier = 'X') = (exclusion_reason is null) then 1 else 0 end) as misplaced
    from tiers
    where tier is not null
)

select
    'R-09' as control_id,
    lettered.customers as left_value,
    customer_months.customers as right_value,
    abs(lettered.customers - customer_months.customers) + coalesce(lettered.misplaced, 0)
        as difference
from lettered
cross join customer_months

union all

select
    'R-15' as control_id,
    sum(closed) as left_value,
    sum(closed - difference) as right_value,
    sum(abs(difference)) as difference
from cells
