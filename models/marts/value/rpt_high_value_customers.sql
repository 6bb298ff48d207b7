-- The customers worth most, now and later: high current value in the newest month, ranked by both
-- scores together, with the three indicators that add most as the reason.
with customer_tiers as (
    select * from {{ ref('int_customer_tiers') }}
    where is_current_high and exclusion_reason is null
    qualify month_end = max(month_end) over ()
),

indicator_scores as (
    select * from {{ ref('int_indicator_scores') }}
    where not is_candidate and contribution > 0
),

indicators as (
    select * from {{ ref('indicator') }}
),

weights as (
    select * from {{ ref('int_ahp_weights') }}
    where matrix_id = 'COMPOSITE'
),

composite as (
    select
        max(case when item = 'CV' then weight end) as current_weight,
        max(case when item = 'PV' then weight end) as potential_weight
    from weights
),

scored as (
    select
        customer_tiers.*,
        cast(
            composite.current_weight * customer_tiers.current_value_score
            + composite.potential_weight * customer_tiers.potential_value_score as decimal(9, 4)
        ) as composite_score
    from customer_tiers
    cross join composite
),

ranked_reasons as (
    select
        indicator_scores.customer_key,
        indicators.name_en,
        row_number() over (
            partition by indicator_scores.customer_key
            order by
                indicator_scores.contribution
                * case
                    when indicator_scores.dimension = 'CV' then composite.current_weight
                    else composite.potential_weight
                end desc,
                indicator_scores.indicator_id asc
        ) as reason_no
    from indicator_scores
    inner join customer_tiers
        on
            indicator_scores.customer_key = customer_tiers.customer_key
            and indicator_scores.month_end = customer_tiers.month_end
    inner join indicators
        on indicator_scores.indicator_id = indicators.indicator_id
    cross join composite
),

reasons as (
    select
        customer_key,
        concat_ws(
            '; ',
            max(case when reason_no = 1 then name_en end),
            max(case when reason_no = 2 then name_en end),
            max(case when reason_no = 3 then name_en end)
        ) as reason
    from ranked_reasons
    where reason_no <= 3
    group by customer_key
)

select
    cast(scored.customer_key as varchar(64)) as customer_key,
    cast(row_number() over (
        order by scored.composite_score desc nulls last, scored.customer_key asc
    ) as integer) as rank,
    scored.composite_score,
    cast(scored.tier as varchar(1)) as tier,
    cast(scored.value_band as varchar(10)) as value_band,
    scored.is_near_threshold,
    cast(scored.watch_months as integer) as watch_months,
    cast(reasons.reason as varchar(200)) as reason,
    scored.month_end,
    cast(scored.model_version as varchar(20)) as model_version
from scored
left join reasons
    on scored.customer_key = reasons.customer_key
