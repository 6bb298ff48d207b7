-- What: no snapshot date that stands belongs to a batch the gate halted.
-- When it matters: the halt stops the build where it is found; should a later build pass it by, an
-- empty file would close accounts that are open.
-- How to resolve: ask for the whole snapshot, or release the batch with `strata accept`.
with halted_batches as (
    select * from {{ ref('int_halted_batches') }}
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
)

select
    snapshot_dates.feed,
    snapshot_dates.snapshot_date,
    snapshot_dates.batch_date
from snapshot_dates
inner join halted_batches
    on
        snapshot_dates.feed = halted_batches.feed
        and snapshot_dates.batch_date = halted_batches.batch_date
