{{ config(materialized='view') }}

-- Customer keys before and after each rotation of the secret.
with source as (
    select * from {{ source('landing', 'customer_key_map') }}
)

select
    old_key,
    new_key,
    rotated_at
from source
