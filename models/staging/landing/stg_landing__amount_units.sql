-- The factor that turns delivered amounts of a feed into units of its currency, for this bank.
with run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

amount_unit as (
    select * from {{ ref('amount_unit') }}
),

feeds as (
    select distinct feed from {{ ref('dq_rule') }}
)

select
    feeds.feed,
    coalesce(amount_unit.factor, 1.00) as factor
from feeds
cross join run_context
left join amount_unit
    on
        feeds.feed = amount_unit.feed
        and run_context.bank = amount_unit.bank
