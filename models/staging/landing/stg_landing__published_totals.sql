with source as (
    select * from {{ source('landing', 'published_total') }}
)

select
    measure,
    total_date,
    value
from source
