-- What: no customer holds two different valid resident numbers (control R-10).
-- When it matters: two people would share balances, tiers and letters.
-- How to resolve: see the customer's rules in bridge_customer_source; the guard of
-- int_customer_clusters must have split it.
with memberships as (
    select * from {{ ref('bridge_customer_source') }}
    where valid_to is null
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
    where resident_id is not null
)

select
    memberships.customer_key,
    count(distinct source_customers.resident_id) as valid_ids
from memberships
inner join source_customers
    on
        memberships.source_system = source_customers.source_system
        and memberships.source_customer_id = source_customers.source_customer_id
group by memberships.customer_key
having count(distinct source_customers.resident_id) > 1
