-- What erasing people took out of which batch: rows, sums and why, never who.
with erased_batches as (
    select * from {{ ref('stg_landing__erased_batches') }}
)

select
    request_id,
    customer_hash,
    feed,
    batch_date,
    erased_rows,
    unlinked_rows,
    control_column,
    erased_sum,
    erased_at,
    reason
from erased_batches
