-- Rows of large event feeds that a later delivery of the same key replaced.
with event_rows as (
    select * from {{ ref('int_event_rows') }}
),

repeated_keys as (
    select
        feed,
        event_key
    from event_rows
    group by feed, event_key
    having count(*) > 1
),

ranked as (
    select
        event_rows.*,
        row_number() over (
            partition by event_rows.feed, event_rows.event_key
            order by
                event_rows.batch_date desc,
                event_rows.src_file desc,
                event_rows.src_row_no desc
        ) as version_rank
    from event_rows
    inner join repeated_keys
        on
            event_rows.feed = repeated_keys.feed
            and event_rows.event_key = repeated_keys.event_key
)

select
    feed,
    event_key,
    event_date,
    batch_date,
    src_file,
    src_row_no
from ranked
where version_rank > 1
