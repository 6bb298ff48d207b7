{{ config(post_hook="{{ halt_on_rows(this) }}", meta={'halts': true}) }}

-- A snapshot with far fewer rows than the day before would close accounts that are open: it stops
-- the build unless an operator has released the batch.
with snapshot_batches as (
    select * from {{ ref('int_snapshot_batches') }}
    where is_newest
),

accepted_batches as (
    select * from {{ ref('stg_landing__accepted_batches') }}
),

compared as (
    select
        snapshot_batches.*,
        lag(delivered_rows) over (
            partition by feed order by snapshot_date
        ) as previous_rows
    from snapshot_batches
)

select
    compared.feed,
    compared.snapshot_date,
    compared.batch_date,
    compared.delivered_rows,
    compared.previous_rows,
    {{ parameter('snapshot_max_shrink') }} as allowed_shrink
from compared
left join accepted_batches
    on
        compared.feed = accepted_batches.feed
        and compared.batch_date = accepted_batches.batch_date
where
    compared.delivered_rows < compared.previous_rows * (1 - {{ parameter('snapshot_max_shrink') }})
    and accepted_batches.feed is null
