-- What each customer thinks of the bank and answers it: surveys, complaints, points, referrals and
-- touches. No complaint and no referral is known; no survey, no points and few touches are not.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

satisfaction as (
    select * from {{ ref('int_customer_satisfaction_monthly') }}
),

complaints as (
    select * from {{ ref('int_customer_complaints_monthly') }}
),

points as (
    select * from {{ ref('int_customer_points_monthly') }}
),

referrals as (
    select * from {{ ref('int_customer_referrals_monthly') }}
),

touch_responses as (
    select * from {{ ref('int_customer_touch_response_monthly') }}
),

counted as (
    select
        customer_months.customer_key,
        customer_months.month_end,
        satisfaction.satisfaction,
        100 - {{ parameter('complaint_points') }} * coalesce(complaints.complaint_weight, 0)
            as complaint_health,
        case
            when points.earned_points_12m > 0
                then points.redeemed_points_12m
                / nullif(cast(points.earned_points_12m as double), 0)
        end as redeemed_share,
        coalesce(referrals.referred_customers, 0)
        / cast({{ parameter('referral_cap') }} as double) as referral_share,
        touch_responses.touch_response
    from customer_months
    left join satisfaction
        on
            customer_months.customer_key = satisfaction.customer_key
            and customer_months.month_end = satisfaction.month_end
    left join complaints
        on
            customer_months.customer_key = complaints.customer_key
            and customer_months.month_end = complaints.month_end
    left join points
        on
            customer_months.customer_key = points.customer_key
            and customer_months.month_end = points.month_end
    left join referrals
        on
            customer_months.customer_key = referrals.customer_key
            and customer_months.month_end = referrals.month_end
    left join touch_responses
        on
            customer_months.customer_key = touch_responses.customer_key
            and customer_months.month_end = touch_responses.month_end
)

select
    customer_key,
    month_end,
    cast(case when redeemed_share > 1 then 1 else redeemed_share end as decimal(9, 4))
        as points_engagement,
    satisfaction,
    cast(case when complaint_health < 0 then 0 else complaint_health end as decimal(9, 4))
        as complaint_health,
    cast(case when referral_share > 1 then 1 else referral_share end as decimal(9, 4))
        as referrals,
    touch_response
from counted
