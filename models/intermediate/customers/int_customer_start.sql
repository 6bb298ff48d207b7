-- When each customer became one; `UNASSIGNED` stands for what belongs to nobody known.
with customer_attributes as (
    select * from {{ ref('customer_attributes') }}
)

select
    customer_key,
    customer_since
from customer_attributes

union all

select
    'UNASSIGNED' as customer_key,
    cast(null as date) as customer_since
