-- The profile indicators of every customer and month. Nothing asked or told is unknown; no life
-- event, complaint or referral is zero. Feeds that are absent are masked where all indicators meet.
with attributes as (
    select * from {{ ref('int_customer_attributes_monthly') }}
),

age_scores as (
    select * from {{ ref('int_age_scores') }}
),

incomes as (
    select * from {{ ref('int_customer_incomes_monthly') }}
),

code_scores as (
    select * from {{ ref('code_score') }}
),

life_events as (
    select * from {{ ref('int_customer_life_events_monthly') }}
),

risk_levels as (
    select * from {{ ref('int_customer_risk_levels_monthly') }}
),

consumption as (
    select * from {{ ref('int_customer_consumption_monthly') }}
),

loyalty as (
    select * from {{ ref('int_customer_loyalty_monthly') }}
),

credit as (
    select * from {{ ref('int_customer_credit_monthly') }}
),

credit_grades as (
    select * from {{ ref('int_customer_credit_grades_monthly') }}
)

select
    attributes.customer_key,
    attributes.month_end,
    attributes.age,
    attributes.tenure_months,
    age_scores.life_stage_score,
    incomes.monthly_income,
    incomes.is_income_imputed,
    coalesce(
        cast((occupations.score + educations.score) / cast(2 as double) as decimal(9, 4)),
        occupations.score,
        educations.score
    ) as occupation_education_score,
    case when life_events.customer_key is not null then 1 else 0 end as has_life_event,
    risk_scores.score as risk_tolerance,
    consumption.third_party_spend_score,
    loyalty.points_engagement,
    loyalty.satisfaction,
    loyalty.complaint_health,
    loyalty.referrals,
    loyalty.touch_response,
    credit.customer_key is not null as has_credit,
    credit.credit_conduct,
    credit_grades.credit_score
from attributes
left join age_scores
    on attributes.age = age_scores.age
left join incomes
    on
        attributes.customer_key = incomes.customer_key
        and attributes.month_end = incomes.month_end
left join code_scores as occupations
    on
        occupations.code_kind = 'OCCUPATION'
        and attributes.occupation_code = occupations.code
left join code_scores as educations
    on
        educations.code_kind = 'EDUCATION'
        and attributes.education_code = educations.code
left join life_events
    on
        attributes.customer_key = life_events.customer_key
        and attributes.month_end = life_events.month_end
left join risk_levels
    on
        attributes.customer_key = risk_levels.customer_key
        and attributes.month_end = risk_levels.month_end
left join code_scores as risk_scores
    on
        risk_scores.code_kind = 'RISK_LEVEL'
        and risk_levels.risk_level = risk_scores.code
left join consumption
    on
        attributes.customer_key = consumption.customer_key
        and attributes.month_end = consumption.month_end
left join loyalty
    on
        attributes.customer_key = loyalty.customer_key
        and attributes.month_end = loyalty.month_end
left join credit
    on
        attributes.customer_key = credit.customer_key
        and attributes.month_end = credit.month_end
left join credit_grades
    on
        attributes.customer_key = credit_grades.customer_key
        and attributes.month_end = credit_grades.month_end
