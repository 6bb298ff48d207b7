{{ config(materialized='view') }}

-- Which model version is used from which month on.
with source as (
    select * from {{ source('landing', 'model_use') }}
)

select
    model_version,
    in_use_from
from source
qualify row_number() over (partition by in_use_from order by decided_at desc) = 1
