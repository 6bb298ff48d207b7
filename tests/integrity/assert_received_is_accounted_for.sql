-- What: for every landed batch of every feed, the records received are unreadable, quarantined or
-- accepted, and each is exactly one of them. Versions since replaced count as accepted. The
-- received records are the loader's own count, the others are counted in staging.
-- When it matters: a record that is none of them was lost between the file and the warehouse.
-- How to resolve: compare the batch's Parquet in landing/ with its staging model; a partition that
-- was not remade, or a filter in a staging model, is the usual cause.
with scorecard as (
    select * from {{ ref('dq_scorecard') }}
),

batches as (
    select * from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
)

select
    batches.feed,
    batches.batch_date,
    batches.received,
    scorecard.unreadable,
    scorecard.quarantined,
    scorecard.accepted
from batches
left join scorecard
    on
        batches.feed = scorecard.feed
        and batches.batch_date = scorecard.batch_date
where
    batches.received
    <> coalesce(scorecard.unreadable + scorecard.quarantined + scorecard.accepted, -1)
    or (scorecard.is_judged and batches.landed <> scorecard.quarantined + scorecard.accepted)
