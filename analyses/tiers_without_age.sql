-- What does age alone do to the tiers? The newest month's letters, before hysteresis, beside what
-- they would be if life stage (I16) had no weight and the rest of its block took it.
with newest as (
    select * from {{ ref('fct_customer_tier') }}
    where tier <> 'X'
    qualify month_end = max(month_end) over ()
),

blocks as (
    select
        indicators.customer_key,
        catalogue.block,
        sum(case when indicators.indicator_id <> 'I16' then indicators.contribution end)
        / nullif(sum(case when indicators.indicator_id <> 'I16' then indicators.weight end), 0)
            as score_without_age,
        sum(indicators.weight) as block_weight
    from {{ ref('fct_customer_indicator') }} as indicators
    inner join newest
        on
            indicators.customer_key = newest.customer_key
            and indicators.month_end = newest.month_end
    inner join {{ ref('indicator') }} as catalogue
        on indicators.indicator_id = catalogue.indicator_id
    where indicators.dimension = 'PV'
    group by indicators.customer_key, catalogue.block
),

without_age as (
    select
        customer_key,
        sum(block_weight * score_without_age)
        / nullif(sum(case when score_without_age is not null then block_weight end), 0)
            as potential_without_age
    from blocks
    group by customer_key
)

select
    newest.tier_raw,
    tiers.tier as tier_without_age,
    count(*) as customers,
    avg(newest.potential_value_score) as potential_mean,
    avg(without_age.potential_without_age) as potential_without_age_mean
from newest
inner join without_age
    on newest.customer_key = without_age.customer_key
inner join {{ ref('dim_model_version') }} as versions
    on newest.model_version = versions.model_version
inner join {{ ref('tier') }} as raw_tiers
    on newest.tier_raw = raw_tiers.tier
inner join {{ ref('tier') }} as tiers
    on
        raw_tiers.is_current_high = tiers.is_current_high
        and coalesce(without_age.potential_without_age >= versions.cut_potential_value, false)
        = tiers.is_potential_high
group by newest.tier_raw, tiers.tier
order by newest.tier_raw, tiers.tier
