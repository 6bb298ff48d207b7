-- Whether what employees and nobody owned adds up to the bank's assets in every month (R-18), and
-- how often assignments contradict each other (R-18b).
with owned_customer_months as (
    select * from {{ ref('int_owned_customer_months') }}
),

assets as (
    select * from {{ ref('int_customer_assets_monthly') }}
    where aum_daily_avg is not null
),

findings as (
    select * from {{ ref('int_ownership_findings') }}
),

assignments as (
    select count(*) as assignments from {{ ref('int_owner_assignments') }}
),

both_sides as (
    select
        assets.month_end,
        cast(assets.aum_daily_avg as decimal(28, 8)) * owned_customer_months.day_share
            as attributed,
        cast(0 as decimal(28, 8)) as measured
    from assets
    inner join owned_customer_months
        on
            assets.customer_key = owned_customer_months.customer_key
            and assets.month_end = owned_customer_months.month_end

    union all

    select
        month_end,
        0 as attributed,
        cast(aum_daily_avg as decimal(28, 8)) as measured
    from assets
),

months as (
    select
        month_end,
        sum(attributed) as attributed,
        sum(measured) as measured
    from both_sides
    group by month_end
),

totals as (
    select
        sum(attributed) as attributed,
        sum(measured) as measured,
        sum(abs(attributed - measured)) as difference
    from months
),

found as (
    select
        count(case when finding = 'GAP' then 1 end) as gaps,
        count(case when finding = 'OVERLAP' then 1 end) as overlapping
    from findings
)

select
    'R-18' as control_id,
    cast(attributed as decimal(38, 4)) as left_value,
    cast(measured as decimal(38, 4)) as right_value,
    cast(difference as decimal(38, 4)) as difference
from totals
where measured is not null

union all

select
    'R-18b' as control_id,
    cast(found.gaps as decimal(38, 4)) as left_value,
    cast(found.overlapping as decimal(38, 4)) as right_value,
    cast(found.gaps + found.overlapping as decimal(38, 4)) as difference
from found
cross join assignments
where assignments.assignments > 0
