-- Every value on 0 to 100 by the scale of its month, with the weight it has and what it adds.
-- Customers who did not agree to profiling keep their values and get no scores.
with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
),

indicator_scales as (
    select * from {{ ref('int_indicator_scales') }}
),

effective_weights as (
    select * from {{ ref('int_effective_weights') }}
),

scaled as (
    select
        indicator_values.*,
        indicator_scales.model_version,
        indicator_scales.is_candidate,
        indicator_scales.direction,
        indicator_scales.low_bound,
        indicator_scales.high_bound,
        effective_weights.weight,
        coalesce(indicator_values.exclusion_reason <> 'NO_PROFILING', true) as may_be_scored
    from indicator_values
    inner join indicator_scales
        on
            indicator_values.month_end = indicator_scales.month_end
            and indicator_values.indicator_id = indicator_scales.indicator_id
    left join effective_weights
        on
            indicator_values.pattern_id = effective_weights.pattern_id
            and indicator_values.indicator_id = effective_weights.indicator_id
),

placed as (
    select
        scaled.*,
        case
            when not may_be_scored then null
            when bounds_rule <> 'SIGNED'
                then {{ clamped_share('scaled_value', 'low_bound', 'high_bound') }}
            when scaled_value >= 0
                then 0.5 + 0.5 * ({{ clamped_share('scaled_value', '0', 'high_bound') }})
            else 0.5 - 0.5 * ({{ clamped_share('-scaled_value', '0', '-low_bound') }})
        end as place
    from scaled
),

scored as (
    select
        placed.*,
        cast(
            100 * case when direction < 0 then 1 - place else place end as decimal(9, 4)
        ) as score
    from placed
)

select
    customer_key,
    month_end,
    model_version,
    is_candidate,
    pattern_id,
    indicator_id,
    dimension,
    measured_value,
    score,
    case when may_be_scored then weight end as weight,
    cast(weight * score as decimal(12, 8)) as contribution
from scored
