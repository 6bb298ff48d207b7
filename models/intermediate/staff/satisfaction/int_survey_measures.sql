-- How customers answered about a person in the quarter so far: the mean of 0 to 100, once there are
-- enough answers.
with responses as (
    select * from {{ ref('stg_survey__responses') }}
    where
        is_current_version
        and not is_rejected
        and staff_id is not null
        and survey_percent is not null
),

months as (
    select * from {{ ref('int_months') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

daily as (
    select
        staff_id,
        cast(responded_at as date) as responded_on,
        count(*) as answers,
        sum(cast(survey_percent as decimal(38, 10))) as percent_sum
    from responses
    group by staff_id, cast(responded_at as date)
),

quarters as (
    select
        daily.staff_id,
        months.month_end,
        sum(daily.answers) as answers,
        sum(daily.percent_sum) as percent_sum
    from months
    inner join daily
        on
            months.window_end >= daily.responded_on
            and extract(year from months.month_end) = extract(year from daily.responded_on)
            and extract(quarter from months.month_end) = extract(quarter from daily.responded_on)
    group by daily.staff_id, months.month_end
)

select
    quarters.staff_id,
    quarters.month_end,
    cast(quarters.answers as integer) as answers,
    case
        when quarters.answers >= rules.survey_min_answers
            then cast(quarters.percent_sum / nullif(quarters.answers, 0) as decimal(28, 10))
    end as actual
from quarters
inner join rules
    on quarters.month_end = rules.month_end
