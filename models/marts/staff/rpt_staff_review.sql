-- The yearly review: who missed assessed years in a row, with training and positions beside it. It
-- names people to talk with and decides nothing; the rank is information.
with streaks as (
    select * from {{ ref('int_staff_streaks') }}
),

approvals as (
    select * from {{ ref('int_scheme_approvals') }}
),

trainings as (
    select
        staff_id,
        cast(extract(year from course_date) as integer) as year,
        count(*) as courses
    from {{ ref('stg_hr__training') }}
    where is_current_version and is_passed
    group by 1, 2
),

position_changes as (
    select
        staff_id,
        cast(extract(year from work_date) as integer) as year,
        count(distinct position_code) as positions
    from {{ ref('int_staff_days') }}
    group by 1, 2
),

ranked as (
    select
        streaks.*,
        case
            when
                is_assessed
                and count(*) over (partition by year, scored_as, is_assessed) >= min_group_size
                then
                    cast(rank() over (
                        partition by year, scored_as, is_assessed
                        order by annual_score asc nulls last
                    ) as double)
                    / nullif(count(*) over (partition by year, scored_as, is_assessed), 0)
        end as rank_share
    from streaks
),

judged as (
    select
        ranked.*,
        approvals.is_approved,
        ranked.consecutive_misses >= ranked.review_years as is_review_candidate,
        ranked.consecutive_promotions >= ranked.review_years as is_promotion_candidate
    from ranked
    left join approvals
        on ranked.year = approvals.year
)

select
    cast(judged.staff_id as varchar(20)) as staff_id,
    judged.year,
    cast(judged.annual_score as decimal(9, 4)) as annual_score,
    cast(judged.closed_months as integer) as closed_months,
    cast(judged.eligible_days as integer) as eligible_days,
    cast(judged.workdays as integer) as workdays,
    judged.is_assessed,
    judged.is_miss,
    cast(judged.consecutive_misses as integer) as consecutive_misses,
    case when judged.is_approved then judged.is_review_candidate end as review_candidate,
    judged.is_promotion_candidate as promotion_candidate,
    cast(judged.rank_share as decimal(9, 4)) as rank_share,
    coalesce(judged.rank_share <= judged.review_rank_share, false) as is_among_lowest,
    cast(coalesce(trainings.courses, 0) as integer) as training_given,
    coalesce(position_changes.positions > 1, false) as position_adjusted,
    case when judged.is_approved then judged.is_review_candidate end as legal_check_pending
from judged
left join trainings
    on
        judged.staff_id = trainings.staff_id
        and judged.year = trainings.year
left join position_changes
    on
        judged.staff_id = position_changes.staff_id
        and judged.year = position_changes.year
