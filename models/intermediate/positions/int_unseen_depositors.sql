-- Customers with accounts of which none was ever in a snapshot: their deposits are unknown.
with account_owners as (
    select * from {{ ref('int_account_owners') }}
),

deposit_months as (
    select distinct account_no from {{ ref('int_deposit_months') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
)

select coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key
from account_owners
left join deposit_months
    on account_owners.account_no = deposit_months.account_no
left join customer_sources
    on account_owners.core_customer_no = customer_sources.source_customer_id
group by 1
having count(deposit_months.account_no) = 0
