{{ config(materialized='view') }}

-- Customers by whom nobody is measured: employees of the bank and test records.
with customers as (
    select * from {{ ref('customer_attributes') }}
)

select customer_key
from customers
where coalesce(is_staff, false) or coalesce(is_test, false)
