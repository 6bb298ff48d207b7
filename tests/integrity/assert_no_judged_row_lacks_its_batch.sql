-- What: every judged row belongs to a batch the loader knows as landed.
-- When it matters: rows of an unknown batch would count nowhere, so that the sum of the scorecard
-- could be right and a whole batch be missing from it.
-- How to resolve: a partition left over from a batch that was withdrawn; build with --full-refresh.
with judged_rows as (
    select distinct
        feed,
        batch_date
    from {{ ref('int_judged_rows') }}
),

batches as (
    select * from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
)

select
    judged_rows.feed,
    judged_rows.batch_date
from judged_rows
left join batches
    on
        judged_rows.feed = batches.feed
        and judged_rows.batch_date = batches.batch_date
where batches.feed is null
