-- Batches an operator released, as far as what lies in landing is the delivery that was released.
with source as (
    select * from {{ source('landing', 'accepted_batch') }}
),

batches as (
    select * from {{ ref('stg_landing__batches') }}
)

select distinct
    source.feed,
    source.batch_date
from source
inner join batches
    on
        source.feed = batches.feed
        and source.batch_date = batches.batch_date
        and source.fingerprint = batches.fingerprint
