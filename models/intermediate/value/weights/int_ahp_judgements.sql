-- Every judgement matrix whole: the seed holds the upper triangle, the rest follows from it.
with judgements as (
    select
        matrix_id,
        row_item,
        column_item,
        cast(numerator as double) / nullif(cast(denominator as double), 0) as judgement
    from {{ ref('ahp_judgement') }}
),

items as (
    select
        matrix_id,
        row_item as item
    from judgements
    union
    select
        matrix_id,
        column_item as item
    from judgements
)

select
    matrix_id,
    row_item,
    column_item,
    judgement
from judgements

union all

select
    matrix_id,
    column_item as row_item,
    row_item as column_item,
    1 / nullif(judgement, 0) as judgement
from judgements

union all

select
    matrix_id,
    item as row_item,
    item as column_item,
    cast(1 as double) as judgement
from items
