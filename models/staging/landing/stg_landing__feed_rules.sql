-- What judging the rows of a feed takes: the pattern its rejecting rules match, its first batch
-- (the history, which is never late), and a fingerprint of both.
with dq_rule as (
    select * from {{ ref('dq_rule') }}
),

batches as (
    select * from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
),

rules as (
    select
        feed,
        {{ string_agg_sorted(
            "case when severity in ('reject', 'halt') then rule_id end", '|', 'rule_id'
        ) }} as rejecting_pattern,
        {{ string_agg_sorted("concat(rule_id, ':', severity)", '|', 'rule_id') }} as register_text
    from dq_rule
    group by feed
),

first_batches as (
    select
        feed,
        min(batch_date) as first_batch_date
    from batches
    group by feed
)

select
    rules.feed,
    rules.rejecting_pattern,
    first_batches.first_batch_date,
    md5(concat(
        rules.register_text,
        coalesce(cast(first_batches.first_batch_date as varchar(10)), '')
    )) as rules_version
from rules
left join first_batches
    on rules.feed = first_batches.feed
