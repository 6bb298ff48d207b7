-- One row per customer, month and axis, with whether the month speaks for going up or down. Only
-- full months with a known score are evidence; the gate belongs to the current value alone.
with tier_inputs as (
    select * from {{ ref('int_tier_inputs') }}
),

axes as (
    select
        customer_key,
        month_end,
        month_no,
        model_version,
        'CV' as axis,
        is_full_month,
        current_value_score as score,
        cut_current_value as cut,
        is_gate_passed,
        is_gate_left
    from tier_inputs

    union all

    select
        customer_key,
        month_end,
        month_no,
        model_version,
        'PV' as axis,
        is_full_month,
        potential_value_score as score,
        cut_potential_value as cut,
        true as is_gate_passed,
        false as is_gate_left
    from tier_inputs
)

select
    customer_key,
    month_end,
    month_no,
    model_version,
    axis,
    score,
    is_full_month and score is not null as is_evidence,
    coalesce(score >= cut and is_gate_passed, false) as is_high_raw,
    coalesce(
        is_full_month and is_gate_passed and score >= cut + {{ parameter('tier_band') }}, false
    ) as is_above_band,
    coalesce(is_full_month and score < cut - {{ parameter('tier_band') }}, false) as is_below_band,
    coalesce(is_full_month and score is not null and is_gate_left, false) as is_gate_left
from axes
