-- What the customers of a base tier had and what they gained, per owner and month: assets,
-- movements, mobile use, tiers. One whale can't make the year: gains and counts are cut.
with cohorts as (
    select * from {{ ref('int_uplift_cohorts') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

bounds as (
    select * from {{ ref('int_uplift_bounds') }}
),

tiers as (
    select * from {{ ref('tier') }}
),

value_bands as (
    select * from {{ ref('value_band') }}
),

capped as (
    select
        cohorts.*,
        case
            when cohorts.i01_now is null then null
            else greatest(
                least(cohorts.i01_now - cohorts.i01_base, rules.uplift_customer_cap),
                -rules.uplift_customer_cap
            )
        end as aum_gain,
        {% for column in ['i23_base', 'i23_now', 'i25_base', 'i25_now'] %}
            case
                when cohorts.{{ column }} > bounds.{{ column }}_bound then bounds.{{ column }}_bound
                else cohorts.{{ column }}
            end as {{ column }}_cut,
        {% endfor %}
        -- Both axes count alike; from growth to potential is a step aside.
        cast(tiers_now.is_current_high as integer) + cast(tiers_now.is_potential_high as integer)
        - cast(base_tiers.is_current_high as integer)
        - cast(base_tiers.is_potential_high as integer) as tier_steps,
        coalesce(
            base_tiers.is_current_high
            and base_tiers.is_potential_high
            and base_bands.is_near_threshold_watched
            and not bands_now.is_near_threshold_watched,
            false
        ) as has_become_high_end
    from cohorts
    inner join rules
        on cohorts.month_end = rules.month_end
    left join bounds
        on
            cohorts.owner_type = bounds.owner_type
            and cohorts.month_end = bounds.month_end
    left join tiers as base_tiers
        on cohorts.base_tier = base_tiers.tier
    left join tiers as tiers_now
        on cohorts.tier_now = tiers_now.tier
    left join value_bands as base_bands
        on cohorts.base_value_band = base_bands.value_band
    left join value_bands as bands_now
        on cohorts.value_band_now = bands_now.value_band
)

select
    owner_type,
    owner_id,
    month_end,
    base_tier,
    cast(count(*) as integer) as customers,
    cast(sum(days_owned) as bigint) as customer_days,
    cast(count(aum_gain) as integer) as aum_customers,
    cast(sum(case when aum_gain is not null then i01_base end) as decimal(28, 10)) as aum_base,
    cast(sum(aum_gain) as decimal(28, 10)) as aum_gain,
    {% for measure, column in [('movement', 'i23'), ('mobile', 'i25')] %}
        cast(count({{ column }}_now_cut - {{ column }}_base_cut) as integer)
            as {{ measure }}_customers,
        cast(
            sum(case when {{ column }}_now_cut is not null then {{ column }}_base_cut end)
            as decimal(28, 10)
        ) as {{ measure }}_base,
        cast(sum({{ column }}_now_cut - {{ column }}_base_cut) as decimal(28, 10))
            as {{ measure }}_gain,
    {% endfor %}
    cast(count(tier_steps) as integer) as tiered_customers,
    cast(sum(sign(tier_steps)) as integer) as net_upgrades,
    cast(count(case when tier_steps > 0 or has_become_high_end then 1 end) as integer)
        as upgraded_customers,
    cast(count(case when has_become_high_end then 1 end) as integer) as high_end_customers,
    cast(count(i39_now) as integer) as watched_customers,
    cast(count(case when i39_now = 100 then 1 end) as integer) as retained_customers
from capped
group by owner_type, owner_id, month_end, base_tier
