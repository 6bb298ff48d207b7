-- High or low on each axis, with hysteresis: the first month of evidence decides, then a customer
-- goes up after enough months in a row above the band, down after enough below it or outside the
-- gate; in between the last word stands. A month without evidence breaks a row of months.
with axis_months as (
    select * from {{ ref('int_tier_axis_months') }}
),

numbered as (
    select
        axis_months.*,
        row_number() over month_order as row_no,
        sum(case when is_evidence then 1 else 0 end) over month_order as evidence_no,
        -- Months that follow each other without a gap share this number.
        month_no - row_number() over month_order as island,
        sum(case when is_above_band then 0 else 1 end) over month_order as above_breaks,
        sum(case when is_below_band then 0 else 1 end) over month_order as below_breaks,
        sum(case when is_gate_left then 0 else 1 end) over month_order as gate_breaks
    from axis_months
    window month_order as (
        partition by customer_key, model_version, axis order by month_no
        rows between unbounded preceding and current row
    )
),

streaks as (
    select
        numbered.*,
        sum(case when is_above_band then 1 else 0 end) over (
            partition by customer_key, model_version, axis, island, above_breaks order by month_no
            rows between unbounded preceding and current row
        ) as months_above,
        sum(case when is_below_band then 1 else 0 end) over (
            partition by customer_key, model_version, axis, island, below_breaks order by month_no
            rows between unbounded preceding and current row
        ) as months_below,
        sum(case when is_gate_left then 1 else 0 end) over (
            partition by customer_key, model_version, axis, island, gate_breaks order by month_no
            rows between unbounded preceding and current row
        ) as months_outside_gate
    from numbered
),

events as (
    select
        streaks.*,
        case
            when not is_evidence then null
            when evidence_no = 1 and is_high_raw then 'H'
            when evidence_no = 1 then 'L'
            when is_above_band and months_above >= {{ parameter('tier_up_months') }} then 'H'
            when
                months_below >= {{ parameter('tier_down_months') }}
                or months_outside_gate >= {{ parameter('tier_down_months') }} then 'L'
        end as event
    from streaks
)

select
    customer_key,
    month_end,
    month_no,
    model_version,
    axis,
    is_high_raw,
    is_evidence,
    months_below,
    months_outside_gate,
    event,
    -- Before the first full month there is only the raw reading.
    coalesce(
        {{ last_known('event', 'customer_key, model_version, axis', 'month_no') }} = 'H',
        is_high_raw
    ) as is_high,
    evidence_no > 0 as has_evidence
from events
