-- Which feeds of the contract the bank delivers, how fresh they are, and what is unknown without
-- them. A column the bank never delivered is one that no landed batch of the feed ever had.
with contract_feeds as (
    {{ contract_feeds() }}
),

batches as (
    select * from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
),

feed_rhythm as (
    select * from {{ ref('feed_rhythm') }}
),

feed_indicator as (
    select * from {{ ref('feed_indicator') }}
    where is_needed
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

deliveries as (
    select
        feed,
        min(batch_date) as first_batch,
        max(batch_date) as last_batch,
        min_by(coalesce(missing_columns, ''), length(coalesce(missing_columns, '')))
            as missing_columns
    from batches
    group by feed
),

lost_indicators as (
    select
        feed,
        {{ string_agg_sorted('indicator_id', ' ', 'indicator_id') }} as indicators
    from feed_indicator
    group by feed
)

select
    cast(contract_feeds.feed as varchar(40)) as feed,
    deliveries.feed is not null as is_delivered,
    deliveries.first_batch,
    deliveries.last_batch,
    cast(case
        when deliveries.feed is not null
            then greatest(
                0,
                {{ days_between('deliveries.last_batch', 'run_context.as_of_date') }}
                - feed_rhythm.rhythm_days
            )
    end as integer) as days_late,
    cast(lost_indicators.indicators as varchar(400)) as indicators_without_it,
    cast(nullif(deliveries.missing_columns, '') as varchar(1000)) as missing_columns
from contract_feeds
cross join run_context
left join deliveries
    on contract_feeds.feed = deliveries.feed
left join feed_rhythm
    on contract_feeds.feed = feed_rhythm.feed
left join lost_indicators
    on contract_feeds.feed = lost_indicators.feed
