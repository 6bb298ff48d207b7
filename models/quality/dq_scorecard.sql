-- What became of every record of every landed batch. A feed without rules is not judged yet; its
-- records count as accepted; what was erased with a person was received once.
with batches as (
    select * from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
),

feed_rules as (
    select * from {{ ref('stg_landing__feed_rules') }}
),

judged_rows as (
    select * from {{ ref('int_judged_rows') }}
),

broken_rules as (
    select * from {{ ref('int_broken_rules') }}
    where severity = 'flag' and not is_rejected and src_file is not null
),

judged_batches as (
    select
        feed,
        batch_date,
        sum(case when is_rejected then 0 else 1 end) as accepted,
        sum(case when is_rejected then 1 else 0 end) as quarantined
    from judged_rows
    group by feed, batch_date
),

flagged_rows as (
    select distinct
        feed,
        batch_date,
        src_file,
        src_row_no
    from broken_rules
),

flagged_batches as (
    select
        feed,
        batch_date,
        count(*) as flagged
    from flagged_rows
    group by feed, batch_date
)

select
    batches.batch_date,
    cast(batches.feed as varchar(40)) as feed,
    cast(batches.received + batches.erased as bigint) as received,
    cast(case
        when feed_rules.feed is null then batches.landed
        else coalesce(judged_batches.accepted, 0)
    end as bigint) as accepted,
    cast(coalesce(judged_batches.quarantined, 0) as bigint) as quarantined,
    cast(batches.unreadable as bigint) as unreadable,
    cast(batches.erased as bigint) as erased,
    cast(coalesce(flagged_batches.flagged, 0) as bigint) as flagged,
    cast(batches.control_status as varchar(20)) as control_status,
    feed_rules.feed is not null as is_judged
from batches
left join feed_rules
    on batches.feed = feed_rules.feed
left join judged_batches
    on
        batches.feed = judged_batches.feed
        and batches.batch_date = judged_batches.batch_date
left join flagged_batches
    on
        batches.feed = flagged_batches.feed
        and batches.batch_date = flagged_batches.batch_date
