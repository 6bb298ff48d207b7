-- Every item of every personal scorecard as it stands now: a linked item takes the score of its
-- unit, and the weights of two positions in a month share the month by days: those of the positions
-- of which anything is known.
with weights as (
    select * from {{ ref('int_kpi_effective_weights') }}
    where owner_type = 'STAFF'
),

branch_scores as (
    select * from {{ ref('int_branch_scores') }}
),

known_positions as (
    select distinct
        owner_id,
        month_end,
        position_code,
        branch_code,
        day_share
    from weights
    where weight > 0
),

known_days as (
    select
        owner_id,
        month_end,
        sum(day_share) as day_share
    from known_positions
    group by owner_id, month_end
),

linked as (
    select
        weights.*,
        cast(weights.day_share as double) / nullif(known_days.day_share, 0) as known_share,
        case
            when weights.indicator_code = 'MG_LINKED' then branch_scores.kpi_score
            else weights.actual
        end as measured,
        case
            when weights.indicator_code = 'MG_LINKED' then branch_scores.kpi_score
            else weights.score
        end as reached
    from weights
    left join known_days
        on
            weights.owner_id = known_days.owner_id
            and weights.month_end = known_days.month_end
    left join branch_scores
        on
            weights.unit_branch_code = branch_scores.branch_code
            and weights.month_end = branch_scores.month_end
)

select
    owner_id as staff_id,
    month_end,
    position_code,
    branch_code,
    indicator_code,
    component,
    measured as actual,
    coalesce(is_audited, false) as is_audited,
    target,
    floor_value,
    reached as score,
    cast(nominal_weight * day_share as decimal(28, 10)) as nominal_weight,
    coalesce(cast(weight * known_share as decimal(28, 10)), 0) as weight,
    coalesce(cast(weight * known_share * reached / 100 as decimal(28, 10)), 0) as points,
    -- A deduction is no item that could be void.
    is_void and component <> 'CS' or is_void and indicator_code = 'CS_SURVEY' as is_void
from linked
