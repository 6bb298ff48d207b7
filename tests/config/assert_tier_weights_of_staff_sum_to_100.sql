{#
    What: the weights of what a manager is measured by sum to 100 in each tier, at every month's end.
    When it matters: otherwise one tier would weigh more than another in every manager's score.
    How to resolve: correct the seed `kpi_tier_weight`, or where its periods begin and end.
#}
with months as (
    select * from {{ ref('int_months') }}
),

tiers as (
    select * from {{ ref('tier') }}
    where is_counted
),

tier_weights as (
    select * from {{ ref('kpi_tier_weight') }}
)

select
    months.month_end,
    tiers.tier,
    sum(tier_weights.weight) as total_weight
from months
cross join tiers
left join tier_weights
    on
        tiers.tier = tier_weights.tier
        and months.month_end >= tier_weights.valid_from
        and coalesce(months.month_end < tier_weights.valid_to, true)
group by months.month_end, tiers.tier
having coalesce(sum(tier_weights.weight) <> 100, true)
