-- Every scorecard item measured and scored, linked ones aside. Targets come from the target feed or
-- the seed of scales; only those of flows are cut by days in position and protected leave.
with items as (
    select * from {{ ref('int_kpi_items') }}
),

holders as (
    select * from {{ ref('int_kpi_holders') }}
),

catalogue as (
    select * from {{ ref('kpi_indicator') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

measures as (
    select * from {{ ref('int_kpi_measures') }}
),

portfolio as (
    select * from {{ ref('int_portfolio_measures') }}
),

targets as (
    select * from {{ ref('int_kpi_targets_monthly') }}
),

scales as (
    select * from {{ ref('kpi_scale') }}
),

measured as (
    select
        items.*,
        holders.unit_branch_code,
        holders.day_share,
        catalogue.scale,
        catalogue.score_cap,
        rules.score_cap_ratio,
        coalesce(by_position.actual, by_owner.actual, portfolio.actual) as actual,
        coalesce(by_position.is_audited, false) as is_audited,
        coalesce(portfolio.floor_value, scales.floor_value) as floor_value,
        coalesce(portfolio.goal_value, scales.goal_value) as goal_value,
        cast(case
            when catalogue.is_flow
                then
                    cast(targets.target_value as double) * holders.day_share
                    * holders.target_share
            else coalesce(scales.target_value, targets.target_value)
        end as decimal(28, 10)) as target
    from items
    inner join holders
        on
            items.owner_type = holders.owner_type
            and items.owner_id = holders.owner_id
            and items.month_end = holders.month_end
            and items.position_code = holders.position_code
            and items.branch_code = holders.branch_code
    inner join catalogue
        on items.indicator_code = catalogue.indicator_code
    inner join rules
        on items.month_end = rules.month_end
    left join measures as by_position
        on
            items.owner_type = by_position.owner_type
            and items.owner_id = by_position.owner_id
            and items.month_end = by_position.month_end
            and items.position_code = by_position.position_code
            and items.branch_code = by_position.branch_code
            and items.indicator_code = by_position.indicator_code
    left join measures as by_owner
        on
            items.owner_type = by_owner.owner_type
            and items.owner_id = by_owner.owner_id
            and items.month_end = by_owner.month_end
            and items.indicator_code = by_owner.indicator_code
            and by_owner.position_code is null
    left join portfolio
        on
            holders.portfolio_type = portfolio.owner_type
            and holders.portfolio_id = portfolio.owner_id
            and items.month_end = portfolio.month_end
            and items.indicator_code = portfolio.indicator_code
    left join targets
        on
            items.owner_type = targets.owner_level
            and items.owner_id = targets.owner_id
            and items.month_end = targets.month_end
            and items.indicator_code = targets.indicator_code
    left join scales
        on
            items.indicator_code = scales.indicator_code
            and items.month_end >= scales.valid_from
            and (items.month_end < scales.valid_to or scales.valid_to is null)
)

select
    owner_type,
    owner_id,
    month_end,
    position_code,
    branch_code,
    unit_branch_code,
    day_share,
    indicator_code,
    component,
    weight,
    actual,
    is_audited,
    floor_value,
    goal_value,
    -- On a scale with floor and goal the goal is what is asked for.
    coalesce(target, goal_value) as target,
    cast({{ kpi_score(
        'scale', 'actual', 'target', 'floor_value', 'goal_value', 'score_cap', 'score_cap_ratio'
    ) }} as decimal(28, 10)) as score
from measured
