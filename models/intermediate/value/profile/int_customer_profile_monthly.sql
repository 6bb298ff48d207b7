-- Thin first: age and tenure alone; the other attributes are unknown until their part is here.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

customer_attributes as (
    select * from {{ ref('customer_attributes') }}
)

select
    customer_months.customer_key,
    customer_months.month_end,
    {{ age_in_years('customer_attributes.birth_date', 'customer_months.window_end') }} as age,
    {{ months_between('customer_attributes.customer_since', 'customer_months.window_end') }}
        as tenure_months,
    cast(null as double) as life_stage_score,
    cast(null as double) as monthly_income,
    cast(null as double) as occupation_education_score,
    cast(null as double) as has_life_event,
    cast(null as double) as risk_tolerance,
    cast(null as double) as third_party_spend_score,
    cast(null as double) as points_engagement,
    cast(null as double) as satisfaction,
    cast(null as double) as complaint_health,
    cast(null as double) as referrals,
    false as has_credit,
    cast(null as double) as credit_conduct,
    cast(null as double) as credit_score,
    cast(null as double) as touch_response
from customer_months
left join customer_attributes
    on customer_months.customer_key = customer_attributes.customer_key
