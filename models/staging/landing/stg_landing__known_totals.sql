with source as (
    select * from {{ source('landing', 'known_total') }}
)

select
    measure,
    expected
from source
