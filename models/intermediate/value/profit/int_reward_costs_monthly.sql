-- What points cost the bank when customers redeem them, per customer and month.
with points_transactions as (
    select * from {{ ref('stg_marketing__points_transactions') }}
    where is_current_version and cash_value > 0
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'crm'
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    {{ month_end('points_transactions.transaction_at') }} as month_end,
    cast(sum(points_transactions.cash_value) as decimal(38, 8)) as reward_cost
from points_transactions
left join customer_sources
    on points_transactions.crm_customer_id = customer_sources.source_customer_id
group by 1, 2
