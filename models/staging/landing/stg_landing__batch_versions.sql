-- What a judged batch depends on: the landing it was read from and the rules of its feed.
with batches as (
    select * from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
),

feed_rules as (
    select * from {{ ref('stg_landing__feed_rules') }}
)

select
    batches.feed,
    batches.batch_date,
    md5(concat(cast(batches.loaded_at as varchar(40)), coalesce(feed_rules.rules_version, '')))
        as partition_version
from batches
left join feed_rules
    on batches.feed = feed_rules.feed
