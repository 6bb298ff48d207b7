{{ config(materialized='view') }}

-- Every run's read of a feed of credit data.
with source as (
    select * from {{ source('landing', 'credit_read') }}
)

select
    run_id,
    read_at,
    reader,
    feed,
    rows_read,
    models,
    purpose
from source
