-- Fees of confirmed wealth orders per customer and month, dated by their confirmation; failed,
-- cancelled and waiting orders earn nothing.
with wealth_orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version and order_status = 'CONFIRMED'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    {{ month_end('coalesce(wealth_orders.confirm_date, wealth_orders.applied_at)') }} as month_end,
    cast(sum(wealth_orders.fee) as decimal(38, 8)) as wealth_fee
from wealth_orders
left join customer_sources
    on wealth_orders.core_customer_no = customer_sources.source_customer_id
group by 1, 2
