-- The year of each person out of the months that are closed and have a score, weighted by days
-- present. A year counts once it is over; who was hired in it, or has scores for too few of its
-- workdays, is not assessed.
with closed_scorecards as (
    select * from {{ ref('stg_landing__closed_scorecards') }}
),

workdays as (
    select * from {{ ref('int_workdays') }}
    where is_workday
),

staff as (
    select * from {{ ref('stg_hr__staff') }}
    where is_current_version
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

years as (
    select
        cast(extract(year from date_day) as integer) as year,
        count(*) as workdays
    from workdays
    group by 1
),

summed as (
    select
        staff_id,
        cast(extract(year from month_end) as integer) as year,
        max(month_end) as last_month,
        max_by(scored_as, month_end) as scored_as,
        count(*) as closed_months,
        sum(eligible_days) as eligible_days,
        sum(case when kpi_score is not null then eligible_days else 0 end) as scored_days,
        sum(cast(kpi_score * eligible_days as decimal(28, 10))) as weighted_score
    from closed_scorecards
    group by 1, 2
),

closed_years as (
    select distinct cast(extract(year from month_end) as integer) as year
    from closed_scorecards
    where extract(month from month_end) = 12
)

select
    summed.staff_id,
    summed.year,
    summed.scored_as,
    summed.closed_months,
    summed.eligible_days,
    years.workdays,
    cast(cast(summed.weighted_score as double) / nullif(summed.scored_days, 0) as decimal(28, 10))
        as annual_score,
    closed_years.year is not null
    and summed.scored_days >= rules.assessed_min_share * years.workdays
    and coalesce(extract(year from staff.hire_date) < summed.year, true) as is_assessed,
    rules.annual_pass_mark,
    rules.promotion_mark,
    rules.review_years,
    rules.min_group_size,
    rules.review_rank_share
from summed
inner join years
    on summed.year = years.year
inner join rules
    on summed.last_month = rules.month_end
left join closed_years
    on summed.year = closed_years.year
left join staff
    on summed.staff_id = staff.staff_id
