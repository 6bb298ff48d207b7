-- The tier of every customer and month: the two states together, or X with a reason.
with tier_inputs as (
    select * from {{ ref('int_tier_inputs') }}
),

axis_states as (
    select * from {{ ref('int_tier_axis_states') }}
),

exclusions as (
    select * from {{ ref('int_tier_exclusions') }}
),

tiers as (
    select * from {{ ref('tier') }}
),

value_bands as (
    select * from {{ ref('value_band') }}
),

states as (
    select
        customer_key,
        month_end,
        bool_or(case when axis = 'CV' then is_high end) as is_current_high,
        bool_or(case when axis = 'PV' then is_high end) as is_potential_high,
        bool_or(case when axis = 'CV' then is_high_raw end) as is_current_high_raw,
        bool_or(case when axis = 'PV' then is_high_raw end) as is_potential_high_raw,
        max(case when axis = 'CV' then event end) as current_event,
        max(case when axis = 'PV' then event end) as potential_event,
        max(case when axis = 'CV' then months_below end) as months_below,
        max(case when axis = 'CV' then months_outside_gate end) as months_outside_gate,
        bool_and(has_evidence) as has_evidence
    from axis_states
    group by customer_key, month_end
)

select
    tier_inputs.*,
    states.is_current_high,
    states.is_potential_high,
    states.current_event,
    states.potential_event,
    states.months_below,
    states.months_outside_gate,
    exclusions.exclusion_reason,
    case when exclusions.customer_key is null then raw_tiers.tier else 'X' end as tier_raw,
    case when exclusions.customer_key is null then held_tiers.tier else 'X' end as tier,
    value_bands.value_band,
    coalesce(
        value_bands.is_near_threshold_watched
        and tier_inputs.aum_daily_avg
        >= value_bands.highest_aum * {{ parameter('near_threshold_share') }},
        false
    ) as is_near_threshold,
    case
        when states.is_current_high and states.months_below < {{ parameter('tier_down_months') }}
            then states.months_below
        else 0
    end as watch_months,
    tier_inputs.is_base_provisional
    or not states.has_evidence
    or coalesce(tier_inputs.current_known_share < {{ parameter('min_known_weight') }}, true)
    or coalesce(tier_inputs.potential_known_share < {{ parameter('min_known_weight') }}, true)
        as is_provisional
from tier_inputs
inner join states
    on
        tier_inputs.customer_key = states.customer_key
        and tier_inputs.month_end = states.month_end
left join exclusions
    on
        tier_inputs.customer_key = exclusions.customer_key
        and tier_inputs.month_end = exclusions.month_end
left join tiers as raw_tiers
    on
        states.is_current_high_raw = raw_tiers.is_current_high
        and states.is_potential_high_raw = raw_tiers.is_potential_high
left join tiers as held_tiers
    on
        states.is_current_high = held_tiers.is_current_high
        and states.is_potential_high = held_tiers.is_potential_high
left join value_bands
    on
        tier_inputs.aum_daily_avg >= value_bands.lowest_aum
        and tier_inputs.aum_daily_avg < coalesce(value_bands.highest_aum, 1e18)
