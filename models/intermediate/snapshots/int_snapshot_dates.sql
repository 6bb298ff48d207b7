-- The dates a position feed was delivered for, each with the one batch that stands for it.
-- Reads the halt model so that nothing is built on a batch that was stopped.
with snapshot_batches as (
    select * from {{ ref('int_snapshot_batches') }}
    where is_newest
),

halted_batches as (
    select * from {{ ref('int_halted_batches') }}
)

select
    snapshot_batches.feed,
    snapshot_batches.snapshot_date,
    snapshot_batches.batch_date,
    {{ month_end('snapshot_batches.snapshot_date') }} as month_end,
    snapshot_batches.partition_version
from snapshot_batches
left join halted_batches
    on
        snapshot_batches.feed = halted_batches.feed
        and snapshot_batches.batch_date = halted_batches.batch_date
where halted_batches.feed is null
