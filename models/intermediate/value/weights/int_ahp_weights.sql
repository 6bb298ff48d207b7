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
    -- Threads add doubles in any order: what that leaves in the last digits is taken off here.
    round(row_mean / nullif(sum(row_mean) over (partition by matrix_id), 0), 12) as weight
from row_means
