-- The two scores of each customer and month, and how much of their weight is known.
with indicator_scores as (
    select * from {{ ref('int_indicator_scores') }}
    where dimension <> 'none'
),

effective_weights as (
    select
        pattern_id,
        max(case when dimension = 'CV' then known_share end) as current_known_share,
        max(case when dimension = 'PV' then known_share end) as potential_known_share
    from {{ ref('int_effective_weights') }}
    group by pattern_id
),

summed as (
    select
        customer_key,
        month_end,
        model_version,
        is_candidate,
        pattern_id,
        sum(case when dimension = 'CV' then contribution end) as current_value_score,
        sum(case when dimension = 'PV' then contribution end) as potential_value_score
    from indicator_scores
    group by customer_key, month_end, model_version, is_candidate, pattern_id
)

select
    summed.customer_key,
    summed.month_end,
    summed.model_version,
    summed.is_candidate,
    cast(summed.current_value_score as decimal(9, 4)) as current_value_score,
    cast(summed.potential_value_score as decimal(9, 4)) as potential_value_score,
    effective_weights.current_known_share,
    effective_weights.potential_known_share
from summed
inner join effective_weights
    on summed.pattern_id = effective_weights.pattern_id
