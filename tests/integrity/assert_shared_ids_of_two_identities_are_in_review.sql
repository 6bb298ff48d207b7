-- What: two customers share a valid resident number only while they wait in the review queue
-- (control R-10).
-- When it matters: one person is counted twice, or somebody uses another's document, and nobody
-- is told.
-- How to resolve: int_identity_reviews must list the pair as SAME_DOCUMENT or TWO_IDENTIFIERS.
with shared_documents as (
    select * from {{ ref('int_shared_documents') }}
)

select customer_key
from shared_documents
where not is_in_review
