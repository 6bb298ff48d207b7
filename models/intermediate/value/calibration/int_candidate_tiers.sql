-- What a candidate would change: each counted customer's tier of the calibration month, before
-- hysteresis, by the version in use and by the candidate.
with customer_scores as (
    select * from {{ ref('int_customer_scores') }}
    where is_candidate
),

model_versions as (
    select * from {{ ref('int_model_versions') }}
    where is_candidate
),

customer_tiers as (
    select * from {{ ref('int_customer_tiers') }}
    where exclusion_reason is null
),

tiers as (
    select * from {{ ref('tier') }}
)

select
    customer_tiers.customer_key,
    customer_tiers.month_end,
    customer_tiers.current_value_score,
    customer_tiers.potential_value_score,
    customer_scores.current_value_score as candidate_current_value_score,
    customer_scores.potential_value_score as candidate_potential_value_score,
    customer_tiers.tier_raw,
    tiers.tier as candidate_tier
from customer_scores
inner join customer_tiers
    on
        customer_scores.customer_key = customer_tiers.customer_key
        and customer_scores.month_end = customer_tiers.month_end
cross join model_versions
inner join tiers
    on
        coalesce(
            customer_scores.current_value_score >= model_versions.cut_current_value
            and customer_tiers.is_gate_passed, false
        ) = tiers.is_current_high
        and coalesce(
            customer_scores.potential_value_score >= model_versions.cut_potential_value, false
        ) = tiers.is_potential_high
