-- What a day of a large event feed depends on: the batches that bring rows of the day, the rows
-- that a later delivery replaced and those a reversal took back. A corrected date changes both
-- its days.
with event_rows as (
    select * from {{ ref('int_event_rows') }}
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
),

reversed_transactions as (
    select * from {{ ref('int_reversed_transactions') }}
),

deliveries as (
    select
        feed,
        event_date,
        batch_date,
        partition_version,
        count(*) as delivered_rows
    from event_rows
    group by feed, event_date, batch_date, partition_version
),

delivered as (
    select
        feed,
        event_date,
        {{ string_agg_sorted(
            "concat(cast(batch_date as varchar(10)), partition_version, cast(delivered_rows as varchar(20)))",
            '|', 'batch_date') }} as delivered_version
    from deliveries
    group by feed, event_date
),

superseded as (
    select
        feed,
        event_date,
        {{ string_agg_sorted(
            "concat(src_file, ':', cast(src_row_no as varchar(20)))",
            '|', 'batch_date, src_file, src_row_no') }} as superseded_version
    from superseded_events
    group by feed, event_date
),

reversed as (
    select
        'core_transaction' as feed,
        transaction_date as event_date,
        {{ string_agg_sorted('transaction_id', '|', 'transaction_id') }} as reversed_version
    from reversed_transactions
    group by transaction_date
)

select
    delivered.feed,
    delivered.event_date,
    md5(concat(
        delivered.delivered_version,
        '/',
        coalesce(superseded.superseded_version, ''),
        '/',
        coalesce(reversed.reversed_version, '')
    )) as partition_version
from delivered
left join superseded
    on
        delivered.feed = superseded.feed
        and delivered.event_date = superseded.event_date
left join reversed
    on
        delivered.feed = reversed.feed
        and delivered.event_date = reversed.event_date
