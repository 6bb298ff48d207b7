-- Whether all feeds that tell an indicator's days were delivered: of a person, and of a branch that
-- does without knowing the owner. What no feed tells is never a zero.
with indicators as (
    select * from {{ ref('kpi_indicator') }}
    where is_flow or indicator_code = 'BH_VOLUME'
),

flow_feeds as (
    select * from {{ ref('kpi_flow_feed') }}
),

batches as (
    select
        feed,
        max(batch_date) as last_batch_date
    from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
    group by feed
)

select
    indicators.indicator_code,
    coalesce(
        bool_and(batches.feed is not null) filter (where flow_feeds.feed is not null), false
    ) as is_delivered,
    coalesce(
        bool_and(batches.feed is not null) filter (where not flow_feeds.is_for_owner), false
    ) as is_delivered_for_branch,
    min(batches.last_batch_date) as source_batch_date
from indicators
left join flow_feeds
    on indicators.indicator_code = flow_feeds.indicator_code
left join batches
    on flow_feeds.feed = batches.feed
group by indicators.indicator_code
