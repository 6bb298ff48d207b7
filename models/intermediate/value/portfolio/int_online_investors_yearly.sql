-- Customers who placed an investment order online that went through, by calendar year of the
-- order: the bank's online crowd. Failed and cancelled orders do not count; a late one counts
-- where it belongs.
with wealth_orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version and order_status = 'CONFIRMED' and side <> 'DIV'
),

channels as (
    select * from {{ ref('channel') }}
    where feed = 'core_wealth_order' and channel_group = 'ONLINE'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
)

select distinct
    customer_sources.customer_key,
    cast(extract(year from wealth_orders.applied_at) as integer) as order_year
from wealth_orders
inner join channels
    on wealth_orders.channel_code = channels.channel_code
inner join customer_sources
    on wealth_orders.core_customer_no = customer_sources.source_customer_id
