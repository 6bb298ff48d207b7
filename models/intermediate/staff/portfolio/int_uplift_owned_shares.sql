{{ config(materialized='view') }}

-- Share of the days since its base on which a customer was the owner's, at every month's end of the
-- year, also after it went to somebody else. A view: the cohorts keep who passes.
with bases as (
    select * from {{ ref('int_uplift_bases') }}
),

months as (
    select * from {{ ref('int_months') }}
),

owned_customer_months as (
    select * from {{ ref('int_owned_customer_months') }}
    where is_measured
),

owned_days as (
    select
        customer_key,
        'STAFF' as owner_type,
        staff_id as owner_id,
        month_end,
        sum(days_owned) as days_owned
    from owned_customer_months
    where staff_id is not null
    group by customer_key, staff_id, month_end

    union all

    select
        customer_key,
        'BRANCH' as owner_type,
        branch_code as owner_id,
        month_end,
        sum(days_owned) as days_owned
    from owned_customer_months
    group by customer_key, branch_code, month_end
),

accrued as (
    select
        bases.*,
        months.month_end,
        {{ days_between('bases.base_date', 'months.window_end') }} + 1 as days_since_base,
        cast(sum(coalesce(owned_days.days_owned, 0)) over (
            partition by
                bases.owner_type, bases.owner_id, bases.customer_key, bases.year_start
            order by months.month_end
        ) as integer) as days_owned
    from bases
    inner join months
        on
            bases.year_start = cast(date_trunc('year', months.month_end) as date)
            and bases.base_date <= months.window_end
    left join owned_days
        on
            bases.customer_key = owned_days.customer_key
            and bases.owner_type = owned_days.owner_type
            and bases.owner_id = owned_days.owner_id
            and months.month_end = owned_days.month_end
)

select
    accrued.*,
    cast(
        cast(days_owned as double) / nullif(days_since_base, 0) as decimal(9, 6)
    ) as days_owned_share
from accrued
