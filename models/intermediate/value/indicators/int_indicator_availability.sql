-- Whether an indicator can be known at all: every feed it needs is delivered and, where it needs
-- none, at least one of those that add to it.
with feed_indicators as (
    select * from {{ ref('feed_indicator') }}
),

delivered as (
    select distinct feed from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
)

select
    feed_indicators.indicator_id,
    count(delivered.feed) > 0
    and count(case when feed_indicators.is_needed and delivered.feed is null then 1 end) = 0
        as is_available
from feed_indicators
left join delivered
    on feed_indicators.feed = delivered.feed
group by feed_indicators.indicator_id
