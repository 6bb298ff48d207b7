-- A score lies between 0 and 100, an unknown value has none, and a known one in the index has one
-- wherever the customer may be scored (R-16).
select
    indicators.customer_key,
    indicators.month_end,
    indicators.indicator_id,
    indicators.value,
    indicators.score
from {{ ref('fct_customer_indicator') }} as indicators
inner join {{ ref('fct_customer_tier') }} as tiers
    on
        indicators.customer_key = tiers.customer_key
        and indicators.month_end = tiers.month_end
where
    indicators.score < 0
    or indicators.score > 100
    or (indicators.score is not null and not indicators.is_known)
    or (
        indicators.score is null
        and indicators.is_known
        and indicators.dimension <> 'none'
        and coalesce(tiers.exclusion_reason, '') <> 'NO_PROFILING'
    )
