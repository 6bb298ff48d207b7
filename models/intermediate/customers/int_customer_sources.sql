{{ config(materialized='view') }}

-- The customer every source number belongs to now.
with bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where valid_to is null
)

select
    source_system,
    source_customer_id,
    customer_key
from bridge_customer_source
