-- Who read credit data, when and what for: every run that feeds models with it.
with credit_reads as (
    select * from {{ ref('stg_landing__credit_reads') }}
)

select
    run_id,
    read_at,
    reader,
    feed,
    rows_read,
    models,
    purpose
from credit_reads
