-- The rows of the customer 360: every customer from the month of its first relation, or from the
-- first month with a snapshot if that is later, to the open month.
with customer_start as (
    select * from {{ ref('int_customer_start') }}
),

months as (
    select * from {{ ref('int_months') }}
)

select
    customer_start.customer_key,
    months.month_end,
    months.is_month_to_date,
    months.window_end
from customer_start
inner join months
    on coalesce(customer_start.customer_since, date '1900-01-01') <= months.window_end
