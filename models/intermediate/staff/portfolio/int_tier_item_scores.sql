-- Each item of a manager over the tiers served: how much it weighs with these customers, and the
-- score of the cells that have one, by the share of customer days and the weight of the tier.
with cell_scores as (
    select
        *,
        cast(day_share * weight as decimal(28, 10)) as cell_weight
    from {{ ref('int_tier_cell_scores') }}
),

items as (
    select
        staff_id,
        month_end,
        indicator_code,
        sum(cell_weight) as item_weight,
        cast(sum(case when score is not null then cell_weight end) as double) as scored_weight,
        cast(sum(
            cast(cast(cell_weight as double) * cast(score as double) as decimal(28, 10))
        ) as double) as weighted_score,
        sum(customers) as customers
    from cell_scores
    group by staff_id, month_end, indicator_code
),

added_up as (
    select
        items.*,
        sum(item_weight) over (
            partition by staff_id, month_end order by indicator_code
        ) as weight_so_far
    from items
)

-- Weights are rounded where they add up, so that the rounded ones add up too.
select
    staff_id,
    month_end,
    indicator_code,
    cast(
        cast(weight_so_far as decimal(18, 4))
        - cast(weight_so_far - item_weight as decimal(18, 4)) as decimal(18, 4)
    ) as item_weight,
    cast(weighted_score / nullif(scored_weight, 0) as decimal(28, 10)) as score,
    cast(customers as integer) as customers
from added_up
