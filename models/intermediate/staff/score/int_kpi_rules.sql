-- The rules of staff assessment in force at the end of each month: one row a month, one column a
-- rule of the seed `kpi_rule`. A change counts from its first month on and leaves earlier ones.
with months as (
    select * from {{ ref('int_months') }}
),

rules as (
    select * from {{ ref('kpi_rule') }}
)

select
    months.month_end,
    max(case when rules.rule_id = 'score_cap_ratio' then rules.value end) as score_cap_ratio,
    max(case when rules.rule_id = 'kpi_cap' then rules.value end) as kpi_cap,
    max(case when rules.rule_id = 'bonus_cap' then rules.value end) as bonus_cap,
    max(case when rules.rule_id = 'bonus_per_adopted_suggestion' then rules.value end)
        as bonus_per_adopted_suggestion,
    max(case when rules.rule_id = 'min_present_share' then rules.value end) as min_present_share,
    max(case when rules.rule_id = 'new_staff_months' then rules.value end) as new_staff_months,
    max(case when rules.rule_id = 'min_group_size' then rules.value end) as min_group_size,
    max(case when rules.rule_id = 'handling_min_seconds' then rules.value end)
        as handling_min_seconds,
    max(case when rules.rule_id = 'handling_max_seconds' then rules.value end)
        as handling_max_seconds,
    max(case when rules.rule_id = 'handling_min_services' then rules.value end)
        as handling_min_services,
    max(case when rules.rule_id = 'handling_audit_ratio' then rules.value end)
        as handling_audit_ratio,
    max(case when rules.rule_id = 'good_wait_minutes' then rules.value end) as good_wait_minutes,
    max(case when rules.rule_id = 'elderly_age' then rules.value end) as elderly_age,
    max(case when rules.rule_id = 'clawback_days' then rules.value end) as clawback_days,
    max(case when rules.rule_id = 'survey_min_answers' then rules.value end) as survey_min_answers,
    max(case when rules.rule_id = 'survey_weight' then rules.value end) as survey_weight,
    max(case when rules.rule_id = 'complaint_unresolved_factor' then rules.value end)
        as complaint_unresolved_factor,
    max(case when rules.rule_id = 'complaint_overdue_factor' then rules.value end)
        as complaint_overdue_factor,
    max(case when rules.rule_id = 'complaint_repeat_factor' then rules.value end)
        as complaint_repeat_factor,
    max(case when rules.rule_id = 'complaint_repeat_from' then rules.value end)
        as complaint_repeat_from,
    max(case when rules.rule_id = 'complaint_repeat_months' then rules.value end)
        as complaint_repeat_months,
    max(case when rules.rule_id = 'staff_deduction_cap_month' then rules.value end)
        as staff_deduction_cap_month,
    max(case when rules.rule_id = 'staff_deduction_cap_year' then rules.value end)
        as staff_deduction_cap_year,
    max(case when rules.rule_id = 'branch_deduction_cap_month' then rules.value end)
        as branch_deduction_cap_month,
    max(case when rules.rule_id = 'branch_customers_unit' then rules.value end)
        as branch_customers_unit,
    max(case when rules.rule_id = 'uplift_customer_cap' then rules.value end)
        as uplift_customer_cap,
    max(case when rules.rule_id = 'uplift_min_owned_share' then rules.value end)
        as uplift_min_owned_share,
    max(case when rules.rule_id = 'uplift_winsor_quantile' then rules.value end)
        as uplift_winsor_quantile,
    max(case when rules.rule_id = 'uplift_low_quantile' then rules.value end)
        as uplift_low_quantile,
    max(case when rules.rule_id = 'uplift_high_quantile' then rules.value end)
        as uplift_high_quantile,
    max(case when rules.rule_id = 'tier_pool_customers' then rules.value end)
        as tier_pool_customers,
    max(case when rules.rule_id = 'annual_pass_mark' then rules.value end) as annual_pass_mark,
    max(case when rules.rule_id = 'promotion_mark' then rules.value end) as promotion_mark,
    max(case when rules.rule_id = 'review_years' then rules.value end) as review_years,
    max(case when rules.rule_id = 'assessed_min_share' then rules.value end) as assessed_min_share,
    max(case when rules.rule_id = 'review_rank_share' then rules.value end) as review_rank_share,
    max(case when rules.rule_id = 'provisional_days' then rules.value end) as provisional_days,
    max(case when rules.rule_id = 'target_rounding' then rules.value end) as target_rounding,
    max(case when rules.rule_id = 'full_shift_hours' then rules.value end) as full_shift_hours,
    max(case when rules.rule_id = 'min_known_weight' then rules.value end) as min_known_weight
from months
inner join rules
    on
        months.month_end >= rules.valid_from
        and (months.month_end < rules.valid_to or rules.valid_to is null)
group by months.month_end
