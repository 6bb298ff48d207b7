-- Customers that hold one valid resident number with another customer: one person counted twice, or
-- somebody using another's document. Each must wait in the review queue (control R-10).
with memberships as (
    select * from {{ ref('bridge_customer_source') }}
    where valid_to is null
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
    where resident_id is not null
),

review_queue as (
    select * from {{ ref('customer_review_queue') }}
),

holders as (
    select distinct
        source_customers.resident_id,
        memberships.customer_key
    from source_customers
    inner join memberships
        on
            source_customers.source_system = memberships.source_system
            and source_customers.source_customer_id = memberships.source_customer_id
),

counted as (
    select
        holders.*,
        count(*) over (partition by resident_id) as holder_count
    from holders
),

reviewed as (
    select left_customer_key as customer_key from review_queue
    union
    select right_customer_key as customer_key from review_queue
)

select
    counted.customer_key,
    reviewed.customer_key is not null as is_in_review
from counted
left join reviewed
    on counted.customer_key = reviewed.customer_key
where counted.holder_count > 1
