-- Which feeds the bank does not deliver, and which indicators that leaves unknown.
select
    feed,
    missing_columns,
    indicators_without_it
from {{ ref('feed_coverage') }}
where not is_delivered or missing_columns is not null
order by feed
