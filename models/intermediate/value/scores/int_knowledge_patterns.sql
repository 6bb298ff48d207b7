-- The different ways in which customers are known: few, so that weights are worked out once each.
with customer_indicators as (
    select distinct knowledge from {{ ref('int_customer_indicators') }}
)

select
    cast(row_number() over (order by knowledge) as integer) as pattern_id,
    knowledge
from customer_indicators
