-- Weight of every indicator: its share of its block, the block's of the dimension, and both
-- together. Indicators outside the index have none.
with indicators as (
    select * from {{ ref('indicator') }}
),

weights as (
    select * from {{ ref('int_ahp_weights') }}
)

select
    indicators.indicator_id,
    indicators.dimension,
    indicators.block,
    block_weights.weight as block_weight,
    local_weights.weight as local_weight,
    block_weights.weight * local_weights.weight as global_weight
from indicators
inner join weights as local_weights
    on
        indicators.block = local_weights.matrix_id
        and indicators.indicator_id = local_weights.item
inner join weights as block_weights
    on
        indicators.dimension = block_weights.matrix_id
        and indicators.block = block_weights.item
