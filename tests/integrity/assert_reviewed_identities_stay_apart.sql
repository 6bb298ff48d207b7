-- What: a pair in the review queue belongs to two customers, both of them in dim_customer.
-- When it matters: a merged pair cannot be decided any more, and a lost key hides a customer.
-- How to resolve: compare the pair's clusters in int_customer_clusters with int_identity_reviews.
with customer_review_queue as (
    select * from {{ ref('customer_review_queue') }}
),

dim_customer as (
    select * from {{ ref('dim_customer') }}
)

select
    customer_review_queue.reason,
    customer_review_queue.left_customer_key,
    customer_review_queue.right_customer_key
from customer_review_queue
left join dim_customer as older
    on customer_review_queue.left_customer_key = older.customer_key
left join dim_customer as younger
    on customer_review_queue.right_customer_key = younger.customer_key
where
    customer_review_queue.left_customer_key = customer_review_queue.right_customer_key
    or older.customer_key is null
    or younger.customer_key is null
