-- Thin first: unknown until its part is here.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
)

select
    customer_key,
    month_end,
    cast(null as varchar(10)) as life_status
from customer_months
