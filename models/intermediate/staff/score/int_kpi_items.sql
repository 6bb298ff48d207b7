-- Every scorecard item with its nominal weight. The tiers of the customers served cut the tiered
-- block; a survey with enough answers takes its weight out of customer uplift.
with holders as (
    select * from {{ ref('int_kpi_holders') }}
),

weights as (
    select * from {{ ref('int_kpi_weights_monthly') }}
),

tier_items as (
    select * from {{ ref('int_tier_item_scores') }}
),

surveys as (
    select * from {{ ref('int_survey_measures') }}
    where actual is not null
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

cut as (
    select
        holders.owner_type,
        holders.owner_id,
        holders.month_end,
        holders.position_code,
        holders.branch_code,
        weights.indicator_code,
        weights.component,
        -- Who served no tier gets the block in equal parts, all of them void.
        cast(case
            when weights.is_part
                then
                    weights.weight
                    * coalesce(cast(tier_items.item_weight as double) / 100, 1.0 / weights.parts)
            else weights.weight
        end as decimal(28, 10)) as weight,
        case when surveys.staff_id is not null then rules.survey_weight else 0 end
            as survey_weight
    from holders
    inner join weights
        on
            holders.month_end = weights.month_end
            and holders.scored_as = weights.scored_as
    inner join rules
        on holders.month_end = rules.month_end
    left join tier_items
        on
            holders.owner_type = 'STAFF'
            and holders.owner_id = tier_items.staff_id
            and holders.month_end = tier_items.month_end
            and weights.indicator_code = tier_items.indicator_code
    left join surveys
        on
            holders.owner_type = 'STAFF'
            and holders.owner_id = surveys.staff_id
            and holders.month_end = surveys.month_end
),

uplifted as (
    select
        cut.*,
        sum(case when component = 'CU' then weight else 0 end) over (
            partition by owner_type, owner_id, month_end, position_code, branch_code
        ) as uplift_weight
    from cut
)

select
    owner_type,
    owner_id,
    month_end,
    position_code,
    branch_code,
    indicator_code,
    component,
    cast(case
        when indicator_code = 'CS_SURVEY' then least(survey_weight, uplift_weight)
        when component = 'CU'
            then
                weight * cast(uplift_weight - least(survey_weight, uplift_weight) as double)
                / nullif(uplift_weight, 0)
        else weight
    end as decimal(28, 10)) as weight
from uplifted
