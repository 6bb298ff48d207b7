-- What happened to customers, told by the records that moved. A record that goes from one customer
-- that lives on to another that was there is both: a split of the first, a merge into the second.
with bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
),

moves as (
    select
        previous.valid_to as event_date,
        previous.customer_key as from_customer_key,
        following.customer_key as to_customer_key,
        following.source_system,
        following.source_customer_id,
        following.match_rule
    from bridge_customer_source as previous
    inner join bridge_customer_source as following
        on
            previous.source_system = following.source_system
            and previous.source_customer_id = following.source_customer_id
            and previous.valid_to = following.valid_from
),

standing_targets as (
    select distinct
        moves.event_date,
        moves.to_customer_key
    from moves
    inner join bridge_customer_source
        on
            moves.to_customer_key = bridge_customer_source.customer_key
            and moves.event_date > bridge_customer_source.valid_from
            and moves.event_date <= coalesce(bridge_customer_source.valid_to, date '9999-12-31')
),

surviving_sources as (
    select distinct
        moves.event_date,
        moves.from_customer_key
    from moves
    inner join bridge_customer_source
        on
            moves.from_customer_key = bridge_customer_source.customer_key
            and moves.event_date >= bridge_customer_source.valid_from
            and moves.event_date < coalesce(bridge_customer_source.valid_to, date '9999-12-31')
),

judged as (
    select
        moves.*,
        standing_targets.to_customer_key is not null as is_merge,
        standing_targets.to_customer_key is null
        or surviving_sources.from_customer_key is not null as is_split
    from moves
    left join standing_targets
        on
            moves.event_date = standing_targets.event_date
            and moves.to_customer_key = standing_targets.to_customer_key
    left join surviving_sources
        on
            moves.event_date = surviving_sources.event_date
            and moves.from_customer_key = surviving_sources.from_customer_key
)

select
    'MERGE' as event,
    event_date,
    from_customer_key,
    to_customer_key,
    source_system,
    source_customer_id,
    match_rule
from judged
where is_merge

union all

select
    'SPLIT' as event,
    event_date,
    from_customer_key,
    to_customer_key,
    source_system,
    source_customer_id,
    match_rule
from judged
where is_split
