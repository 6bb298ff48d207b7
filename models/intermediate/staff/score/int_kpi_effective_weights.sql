-- The weight each scored item really has: that of a void item goes to the rest of its component,
-- that of a component wholly void to the others.
with scores as (
    select * from {{ ref('int_kpi_scores') }}
),

-- A linked item is known where anything of the unit's own scorecard is.
known_units as (
    select distinct
        owner_id,
        month_end
    from scores
    where owner_type = 'BRANCH' and score is not null and weight > 0
),

judged as (
    select
        scores.*,
        scores.score is not null
        or scores.indicator_code = 'MG_LINKED' and known_units.owner_id is not null as is_known
    from scores
    left join known_units
        on
            scores.unit_branch_code = known_units.owner_id
            and scores.month_end = known_units.month_end
),

components as (
    select
        judged.*,
        sum(weight) over (
            partition by
                owner_type, owner_id, month_end, position_code, branch_code, component
        ) as component_weight,
        sum(case when is_known then weight end) over (
            partition by
                owner_type, owner_id, month_end, position_code, branch_code, component
        ) as component_known
    from judged
),

-- Shares of known weights add up to one in a component, so this sums the components that are known.
cards as (
    select
        components.*,
        sum(weight) over (
            partition by owner_type, owner_id, month_end, position_code, branch_code
        ) as card_weight,
        sum(case
            when is_known
                then cast(
                    cast(component_weight as double) * weight / nullif(component_known, 0)
                    as decimal(28, 10)
                )
        end) over (
            partition by owner_type, owner_id, month_end, position_code, branch_code
        ) as card_known
    from components
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
    weight as nominal_weight,
    actual,
    is_audited,
    floor_value,
    goal_value,
    target,
    score,
    not is_known as is_void,
    cast(case
        when is_known and component_known > 0
            then
                cast(component_weight as double) * weight / nullif(component_known, 0)
                * card_weight / nullif(card_known, 0)
        else 0
    end as decimal(28, 10)) as weight
from cards
