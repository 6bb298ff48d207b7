{{ config(materialized='view') }}

-- Why a customer has a score: every indicator of every month with its value, its points, the
-- weight it really had and what it added. The contributions of a dimension add up to its score.
with indicator_scores as (
    select * from {{ ref('int_indicator_scores') }}
    where not is_candidate
)

select
    cast(customer_key as varchar(64)) as customer_key,
    month_end,
    cast(indicator_id as varchar(3)) as indicator_id,
    cast(dimension as varchar(4)) as dimension,
    cast(measured_value as decimal(24, 4)) as value,
    cast(score as decimal(9, 4)) as score,
    cast(weight as decimal(12, 8)) as weight,
    cast(contribution as decimal(12, 8)) as contribution,
    measured_value is not null as is_known,
    cast(model_version as varchar(20)) as model_version
from indicator_scores
