-- Which feeds the bank does not deliver, which indicators that leaves unknown, and how much of the
-- weight of each score goes to other indicators because of it.
with needed as (
    select
        feed_indicators.feed,
        sum(case when weights.dimension = 'CV' then weights.global_weight end)
            as current_value_weight,
        sum(case when weights.dimension = 'PV' then weights.global_weight end) as potential_weight
    from {{ ref('feed_indicator') }} as feed_indicators
    inner join {{ ref('int_indicator_weights') }} as weights
        on feed_indicators.indicator_id = weights.indicator_id
    where feed_indicators.is_needed
    group by feed_indicators.feed
)

select
    coverage.feed,
    coverage.missing_columns,
    coverage.indicators_without_it,
    coalesce(needed.current_value_weight, 0) as current_value_weight_lost,
    coalesce(needed.potential_weight, 0) as potential_weight_lost
from {{ ref('feed_coverage') }} as coverage
left join needed
    on coverage.feed = needed.feed
where not coverage.is_delivered or coverage.missing_columns is not null
order by coverage.feed
