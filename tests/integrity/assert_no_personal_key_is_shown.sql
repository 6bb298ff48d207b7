-- What: no key in `dq_violations` is one that stands in clear in the restricted register of keys.
-- When it matters: account, card and customer numbers are personal data, and `quality` is
-- published.
-- How to resolve: mark the key column's privacy class in the feed's source file.
with dq_violations as (
    select * from {{ ref('dq_violations') }}
),

dq_violation_keys as (
    select * from {{ ref('dq_violation_keys') }}
)

select
    dq_violations.feed,
    dq_violations.rule_id,
    count(*) as keys_in_clear
from dq_violations
inner join dq_violation_keys
    on
        dq_violations.feed = dq_violation_keys.feed
        and dq_violations.record_key = dq_violation_keys.original_key
group by dq_violations.feed, dq_violations.rule_id
