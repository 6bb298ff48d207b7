{{ config(materialized='view') }}

-- What erasing people changed, by request, feed and batch.
with source as (
    select * from {{ source('landing', 'erased') }}
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
from source
