{{ config(materialized='view') }}

-- Deposits per customer, day and currency: what the daily reconciliation compares with the ledger.
with deposit_positions as (
    select * from {{ ref('int_deposit_positions_daily') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    deposit_positions.balance_date,
    deposit_positions.currency_code,
    cast(sum(deposit_positions.owner_balance) as decimal(18, 2)) as balance,
    cast(sum(deposit_positions.owner_balance_cny) as decimal(38, 8)) as balance_cny
from deposit_positions
left join customer_sources
    on deposit_positions.core_customer_no = customer_sources.source_customer_id
group by 1, 2, 3
