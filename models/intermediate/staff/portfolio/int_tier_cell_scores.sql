-- Score of each item and tier served, against the managers who serve the same tier: 60 at their low
-- quantile, 100 at their high one. Alone, or all alike: no score.
with cell_rates as (
    select * from {{ ref('int_tier_cell_rates') }}
),

tier_weights as (
    select * from {{ ref('kpi_tier_weight') }}
),

indicators as (
    select * from {{ ref('kpi_indicator') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

placed as (
    select
        cell_rates.*,
        cume_dist() over (
            partition by month_end, served_tier, tier_item, actual is null order by actual
        ) as place
    from cell_rates
),

scales as (
    select
        placed.month_end,
        placed.served_tier,
        placed.tier_item,
        min(case when placed.place >= rules.uplift_low_quantile then placed.actual end)
            as floor_value,
        min(case when placed.place >= rules.uplift_high_quantile then placed.actual end)
            as goal_value
    from placed
    inner join rules
        on placed.month_end = rules.month_end
    group by placed.month_end, placed.served_tier, placed.tier_item
)

select
    cell_rates.staff_id,
    cell_rates.month_end,
    cell_rates.served_tier,
    cell_rates.tier_item,
    tier_weights.indicator_code,
    cell_rates.customers,
    cell_rates.day_share,
    tier_weights.weight,
    cell_rates.actual,
    scales.floor_value,
    scales.goal_value,
    cast({{ kpi_score(
        "'RATE'", 'cell_rates.actual', 'scales.goal_value', 'scales.floor_value',
        'scales.goal_value', 'indicators.score_cap', '1'
    ) }} as decimal(28, 10)) as score
from cell_rates
inner join scales
    on
        cell_rates.month_end = scales.month_end
        and cell_rates.served_tier = scales.served_tier
        and cell_rates.tier_item = scales.tier_item
inner join tier_weights
    on
        cell_rates.served_tier = tier_weights.tier
        and cell_rates.tier_item = tier_weights.tier_item
        and cell_rates.month_end >= tier_weights.valid_from
        and coalesce(cell_rates.month_end < tier_weights.valid_to, true)
inner join indicators
    on tier_weights.indicator_code = indicators.indicator_code
