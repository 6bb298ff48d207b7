-- How far the judgements of a matrix contradict each other: consistency ratio of each matrix.
with judgements as (
    select * from {{ ref('int_ahp_judgements') }}
),

weights as (
    select * from {{ ref('int_ahp_weights') }}
),

random_indices as (
    select * from {{ ref('random_index') }}
),

products as (
    select
        judgements.matrix_id,
        judgements.row_item,
        sum(judgements.judgement * weights.weight) as weighted_row
    from judgements
    inner join weights
        on
            judgements.matrix_id = weights.matrix_id
            and judgements.column_item = weights.item
    group by judgements.matrix_id, judgements.row_item
),

eigenvalues as (
    select
        products.matrix_id,
        count(*) as items,
        round(avg(products.weighted_row / nullif(weights.weight, 0)), 9) as lambda_max,
        round(sum(weights.weight), 9) as weight_sum
    from products
    inner join weights
        on
            products.matrix_id = weights.matrix_id
            and products.row_item = weights.item
    group by products.matrix_id
),

indices as (
    select
        eigenvalues.*,
        (lambda_max - items) / nullif(items - 1, 0) as consistency_index
    from eigenvalues
)

select
    indices.matrix_id,
    indices.items,
    indices.lambda_max,
    indices.consistency_index,
    -- Two items cannot contradict each other: their random index is 0.
    case
        when random_indices.random_index = 0 then 0
        else indices.consistency_index / nullif(cast(random_indices.random_index as double), 0)
    end as consistency_ratio,
    indices.weight_sum
from indices
left join random_indices
    on indices.items = random_indices.items
