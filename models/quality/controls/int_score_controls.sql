-- Whether weights add up to one and do not contradict each other, and scores lie on their scale,
-- known where their value is (R-16).
with consistency as (
    select * from {{ ref('int_ahp_consistency') }}
),

weights as (
    select * from {{ ref('int_indicator_weights') }}
),

indicators as (
    select * from {{ ref('indicator') }}
    where block is not null
),

scored as (
    select * from {{ ref('fct_customer_indicator') }}
),

tiers as (
    select * from {{ ref('fct_customer_tier') }}
),

wrong_matrices as (
    select
        count(*) as checked,
        count(
            case
                when
                    consistency_ratio is null
                    or consistency_ratio >= 0.1
                    or abs(weight_sum - 1) > 1e-4
                    then 1
            end
        ) as wrong
    from consistency
),

wrong_dimensions as (
    select
        count(*) as checked,
        count(case when abs(total_weight - 1) > 1e-4 then 1 end) as wrong
    from (
        select sum(global_weight) as total_weight
        from weights
        group by dimension
    ) as dimensions
),

unweighted as (
    select
        count(*) as checked,
        count(case when weights.indicator_id is null then 1 end) as wrong
    from indicators
    left join weights
        on indicators.indicator_id = weights.indicator_id
),

wrong_scores as (
    select
        count(*) as checked,
        count(
            case
                when
                    scored.score < 0
                    or scored.score > 100
                    or (scored.score is not null and not scored.is_known)
                    or (
                        scored.score is null
                        and scored.is_known
                        and scored.dimension <> 'none'
                        and coalesce(tiers.exclusion_reason, '') <> 'NO_PROFILING'
                    )
                    then 1
            end
        ) as wrong
    from scored
    inner join tiers
        on
            scored.customer_key = tiers.customer_key
            and scored.month_end = tiers.month_end
),

parts as (
    select * from wrong_matrices
    union all
    select * from wrong_dimensions
    union all
    select * from unweighted
    union all
    select * from wrong_scores
)

select
    'R-16' as control_id,
    sum(checked) as left_value,
    sum(checked - wrong) as right_value,
    sum(wrong) as difference
from parts
