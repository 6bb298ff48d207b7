-- Every item of every personal scorecard as it stands now: a linked item takes the score of its
-- unit, and the weights of two positions in a month share the month by days. A position of which
-- nothing is known gives its days to the other.
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
),

shared as (
    select
        linked.*,
        sum(cast(nominal_weight * day_share as decimal(28, 10)))
            over (partition by owner_id, month_end) as asked_weight,
        sum(cast(weight * day_share as decimal(28, 10)))
            over (partition by owner_id, month_end) as known_weight
    from linked
),

cut as (
    select
        shared.*,
        coalesce(
            cast(weight as double) * day_share * asked_weight / nullif(known_weight, 0), 0
        ) as month_weight
    from shared
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
    cast(month_weight as decimal(28, 10)) as weight,
    cast(coalesce(month_weight * reached / 100, 0) as decimal(28, 10)) as points,
    -- A deduction is no item that could be void.
    is_void and component <> 'CS' or is_void and indicator_code = 'CS_SURVEY' as is_void
from cut
