-- Weight of every item in its matrix: the geometric mean of its row, as a share of the matrix.
with judgements as (
    select * from {{ ref('int_ahp_judgements') }}
),

row_means as (
    select
        matrix_id,
        row_item as item,
        exp(avg(ln(judgement))) as row_mean
    from judgements
    group by matrix_id, row_item
)

select
    matrix_id,
    item,
    row_mean / nullif(sum(row_mean) over (partition by matrix_id), 0) as weight
from row_means
