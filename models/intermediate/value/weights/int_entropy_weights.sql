-- How much each indicator tells customers apart in the calibration month: entropy weights beside
-- the judged ones. A diagnostic, for they change every month and reward what few customers have.
with indicator_scores as (
    select * from {{ ref('int_indicator_scores') }}
    where dimension <> 'none' and score is not null
),

calibration_month as (
    select * from {{ ref('int_calibration_month') }}
),

weights as (
    select * from {{ ref('int_indicator_weights') }}
),

shares as (
    select
        indicator_scores.indicator_id,
        indicator_scores.score,
        cast(indicator_scores.score as double)
        / nullif(sum(indicator_scores.score) over (
            partition by indicator_scores.indicator_id
        ), 0) as share
    from indicator_scores
    inner join calibration_month
        on indicator_scores.month_end = calibration_month.month_end
    where not indicator_scores.is_candidate
),

entropies as (
    select
        indicator_id,
        count(*) as customers,
        min(score) = max(score) as is_constant,
        cast(
            -sum(case when share > 0 then share * ln(share) else 0 end)
            / nullif(ln(nullif(count(*), 1)), 0) as decimal(9, 6)
        ) as entropy
    from shares
    group by indicator_id
)

select
    weights.indicator_id,
    weights.dimension,
    entropies.customers,
    entropies.entropy,
    cast(
        (1 - entropies.entropy)
        / nullif(sum(1 - entropies.entropy) over (partition by weights.dimension), 0)
        as decimal(9, 6)
    ) as entropy_weight,
    weights.global_weight,
    entropies.is_constant
from weights
inner join entropies
    on weights.indicator_id = entropies.indicator_id
