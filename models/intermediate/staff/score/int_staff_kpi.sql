-- Every item of every personal scorecard as it stands now: a linked item takes the score of its
-- unit, and the weights of two positions in a month share the month by days.
with weights as (
    select * from {{ ref('int_kpi_effective_weights') }}
    where owner_type = 'STAFF'
),

branch_scores as (
    select * from {{ ref('int_branch_scores') }}
),

linked as (
    select
        weights.*,
        case
            when weights.indicator_code = 'MG_LINKED' then branch_scores.kpi_score
            else weights.actual
        end as measured,
        case
            when weights.indicator_code = 'MG_LINKED' then branch_scores.kpi_score
            else weights.score
        end as reached
    from weights
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
    target,
    floor_value,
    reached as score,
    cast(nominal_weight * day_share as decimal(28, 10)) as nominal_weight,
    cast(weight * day_share as decimal(28, 10)) as weight,
    cast(
        coalesce(cast(weight as double) * day_share * reached / 100, 0) as decimal(28, 10)
    ) as points,
    -- A deduction is no item that could be void.
    is_void and component <> 'CS' or is_void and indicator_code = 'CS_SURVEY' as is_void
from linked
