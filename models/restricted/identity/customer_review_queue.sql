-- Pairs of records for a person to decide, each with the customers they belong to meanwhile.
with identity_reviews as (
    select * from {{ ref('int_identity_reviews') }}
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
),

bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where valid_to is null
),

members as (
    select
        source_customers.seniority,
        source_customers.source_system,
        source_customers.source_customer_id,
        bridge_customer_source.customer_key
    from source_customers
    inner join bridge_customer_source
        on
            source_customers.source_system = bridge_customer_source.source_system
            and source_customers.source_customer_id = bridge_customer_source.source_customer_id
)

select
    identity_reviews.reason,
    identity_reviews.detail,
    identity_reviews.first_seen,
    older.source_system as left_source_system,
    older.source_customer_id as left_source_customer_id,
    older.customer_key as left_customer_key,
    younger.source_system as right_source_system,
    younger.source_customer_id as right_source_customer_id,
    younger.customer_key as right_customer_key
from identity_reviews
inner join members as older
    on identity_reviews.seniority = older.seniority
inner join members as younger
    on identity_reviews.other_seniority = younger.seniority
