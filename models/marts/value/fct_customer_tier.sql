-- The tier of every customer and month, with the two scores and cuts behind it.
with customer_tiers as (
    select * from {{ ref('int_customer_tiers') }}
)

select
    cast(customer_key as varchar(64)) as customer_key,
    month_end,
    is_month_to_date,
    cast(current_value_score as decimal(9, 4)) as current_value_score,
    cast(potential_value_score as decimal(9, 4)) as potential_value_score,
    is_current_high,
    is_potential_high,
    cast(tier_raw as varchar(1)) as tier_raw,
    cast(tier as varchar(1)) as tier,
    cast(exclusion_reason as varchar(20)) as exclusion_reason,
    cast(value_band as varchar(10)) as value_band,
    is_near_threshold,
    cast(watch_months as integer) as watch_months,
    is_provisional,
    cast(least(current_known_share, potential_known_share) as decimal(9, 4)) as known_weight_share,
    cast(model_version as varchar(20)) as model_version
from customer_tiers
