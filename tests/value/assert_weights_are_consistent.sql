-- Judgements that contradict each other (CR of 0.1 or more), weights that do not add up to one, and
-- indicators of the index that no matrix weighs stop the build (R-16).
select
    matrix_id as item,
    consistency_ratio as found
from {{ ref('int_ahp_consistency') }}
where consistency_ratio is null or consistency_ratio >= 0.1 or abs(weight_sum - 1) > 1e-4

union all

select
    dimension as item,
    sum(global_weight) as found
from {{ ref('int_indicator_weights') }}
group by dimension
having abs(sum(global_weight) - 1) > 1e-4

union all

select
    indicators.indicator_id as item,
    cast(null as double) as found
from {{ ref('indicator') }} as indicators
left join {{ ref('int_indicator_weights') }} as weights
    on indicators.indicator_id = weights.indicator_id
where indicators.block is not null and weights.indicator_id is null
