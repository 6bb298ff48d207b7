-- What the indicators of a dimension add is its score, and the weights that are known add up to
-- one.
with explained as (
    select
        customer_key,
        month_end,
        sum(case when dimension = 'CV' then contribution end) as current_value,
        sum(case when dimension = 'PV' then contribution end) as potential_value,
        sum(case when dimension = 'CV' then weight end) as current_weight,
        sum(case when dimension = 'PV' then weight end) as potential_weight
    from {{ ref('fct_customer_indicator') }}
    group by customer_key, month_end
)

select
    tiers.customer_key,
    tiers.month_end,
    tiers.current_value_score,
    explained.current_value,
    explained.current_weight
from {{ ref('fct_customer_tier') }} as tiers
left join explained
    on
        tiers.customer_key = explained.customer_key
        and tiers.month_end = explained.month_end
where
    abs(coalesce(tiers.current_value_score, -1) - coalesce(explained.current_value, -1)) > 0.0001
    or abs(coalesce(tiers.potential_value_score, -1) - coalesce(explained.potential_value, -1))
    > 0.0001
    or abs(coalesce(explained.current_weight, 1) - 1) > 0.00001
    or abs(coalesce(explained.potential_weight, 1) - 1) > 0.00001
