-- The weight an indicator really has: that of what is unknown goes to the rest of its block, that
-- of a block wholly unknown to the other blocks. Not applicable leaves the whole, unknown does
-- not.
with patterns as (
    select * from {{ ref('int_knowledge_patterns') }}
),

weights as (
    select * from {{ ref('int_indicator_weights') }}
),

availability as (
    select * from {{ ref('int_indicator_availability') }}
),

judged as (
    select
        patterns.pattern_id,
        weights.*,
        substring(patterns.knowledge, cast(substring(weights.indicator_id, 2, 2) as integer), 1)
        = 'K' and coalesce(availability.is_available, false) as is_known,
        substring(patterns.knowledge, cast(substring(weights.indicator_id, 2, 2) as integer), 1)
        <> 'N' as is_applicable
    from patterns
    cross join weights
    left join availability
        on weights.indicator_id = availability.indicator_id
),

blocks as (
    select
        judged.*,
        sum(case when is_known then local_weight end)
            over (partition by pattern_id, dimension, block) as block_known,
        sum(case when is_known then global_weight end)
            over (partition by pattern_id, dimension)
        / nullif(sum(case when is_applicable then global_weight end)
            over (partition by pattern_id, dimension), 0) as known_share
    from judged
),

-- Shares of known local weights add up to one in a block, so this sums the weights of known blocks.
dimensions as (
    select
        blocks.*,
        sum(case when is_known then block_weight * local_weight / nullif(block_known, 0) end)
            over (partition by pattern_id, dimension) as dimension_known
    from blocks
)

select
    pattern_id,
    indicator_id,
    dimension,
    is_known,
    cast(case
        when is_known
            then block_weight * local_weight / nullif(block_known, 0) / nullif(dimension_known, 0)
    end as decimal(12, 8)) as weight,
    cast(coalesce(known_share, 0) as decimal(9, 4)) as known_share
from dimensions
