-- Each item of a manager over the tiers served: how much it weighs with these customers, and the score
-- of the cells that have one, by the share of customer days and the weight of the tier.
with cell_scores as (
    select
        *,
        cast(day_share * weight as decimal(28, 10)) as cell_weight
    from {{ ref('int_tier_cell_scores') }}
)

select
    staff_id,
    month_end,
    indicator_code,
    cast(sum(cell_weight) as decimal(18, 4)) as item_weight,
    cast(
        cast(sum(
            cast(cast(cell_weight as double) * cast(score as double) as decimal(28, 10))
        ) as double)
        / nullif(cast(sum(case when score is not null then cell_weight end) as double), 0)
        as decimal(28, 10)
    ) as score,
    cast(sum(customers) as integer) as customers
from cell_scores
group by staff_id, month_end, indicator_code
