-- The customers an owner's uplift is measured by: on its books at the base with known assets,
-- alive, and owned for enough of the days since. Whoever closed everything stays: a loss counts.
with owned_shares as (
    select * from {{ ref('int_uplift_owned_shares') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

customer_indicators as (
    select
        customer_key,
        month_end,
        cast(i01 as decimal(18, 4)) as i01,
        cast(i09 as decimal(18, 4)) as i09,
        cast(i23 as decimal(18, 4)) as i23,
        cast(i25 as decimal(18, 4)) as i25,
        cast(i39 as decimal(18, 4)) as i39
    from {{ ref('int_customer_indicators') }}
),

customer_tiers as (
    select * from {{ ref('int_customer_tiers') }}
)

select
    owned_shares.customer_key,
    owned_shares.owner_type,
    owned_shares.owner_id,
    owned_shares.month_end,
    owned_shares.base_month_end,
    coalesce(base_tiers.tier, 'X') as base_tier,
    owned_shares.days_owned_share,
    owned_shares.days_owned,
    base_indicators.i01 as i01_base,
    present_indicators.i01 as i01_now,
    base_indicators.i09 as i09_base,
    present_indicators.i09 as i09_now,
    base_indicators.i23 as i23_base,
    present_indicators.i23 as i23_now,
    base_indicators.i25 as i25_base,
    present_indicators.i25 as i25_now,
    present_indicators.i39 as i39_now,
    present_tiers.tier as tier_now,
    base_tiers.value_band as base_value_band,
    present_tiers.value_band as value_band_now
from owned_shares
inner join rules
    on
        owned_shares.month_end = rules.month_end
        and owned_shares.days_owned_share >= rules.uplift_min_owned_share
inner join customer_indicators as base_indicators
    on
        owned_shares.customer_key = base_indicators.customer_key
        and owned_shares.base_month_end = base_indicators.month_end
        and base_indicators.i01 is not null
inner join customer_indicators as present_indicators
    on
        owned_shares.customer_key = present_indicators.customer_key
        and owned_shares.month_end = present_indicators.month_end
inner join customer_tiers as present_tiers
    on
        owned_shares.customer_key = present_tiers.customer_key
        and owned_shares.month_end = present_tiers.month_end
        and coalesce(present_tiers.exclusion_reason not in ('DECEASED', 'TEST'), true)
left join customer_tiers as base_tiers
    on
        owned_shares.customer_key = base_tiers.customer_key
        and owned_shares.base_month_end = base_tiers.month_end
