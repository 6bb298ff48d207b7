-- One score a person and month, with the position and branch held at its end. Months that are
-- closed stand as they were closed.
with scores as (
    select * from {{ ref('int_staff_scores') }}
),

ranks as (
    select * from {{ ref('int_staff_ranks') }}
),

closed_scorecards as (
    select * from {{ ref('stg_landing__closed_scorecards') }}
),

closed_months as (
    select * from {{ ref('int_closed_months') }}
),

open_scores as (
    select
        scores.*,
        ranks.rank_in_group,
        ranks.group_size
    from scores
    left join closed_months
        on scores.month_end = closed_months.month_end
    left join ranks
        on
            scores.staff_id = ranks.staff_id
            and scores.month_end = ranks.month_end
    where closed_months.month_end is null
)

select
    cast(staff_id as varchar(20)) as staff_id,
    month_end,
    cast(position_code as varchar(10)) as position_code,
    cast(branch_code as varchar(20)) as branch_code,
    cast(scored_as as varchar(10)) as scored_as,
    cast(footfall_class as varchar(20)) as footfall_class,
    cast(kpi_score as decimal(9, 4)) as kpi_score,
    cast(indicator_points as decimal(9, 4)) as indicator_points,
    cast(bonus as decimal(9, 4)) as bonus,
    cast(deduction_points as decimal(9, 4)) as deduction_points,
    cast(adjustment_points as decimal(9, 4)) as adjustment_points,
    cast(rank_in_group as integer) as rank_in_group,
    cast(group_size as integer) as group_size,
    is_eligible,
    is_new,
    cast(eligible_days as integer) as eligible_days,
    cast(workdays as integer) as workdays,
    is_default,
    false as is_frozen
from open_scores

union all

select
    closed_scorecards.*,
    true as is_frozen
from closed_scorecards
