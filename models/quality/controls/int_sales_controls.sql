-- Whether targets add up over persons and branches (R-17), and whether the daily sheet of a month's
-- last day is the month's measure (R-24). Targets broken down to nobody are left out.
with target_breakdown as (
    select * from {{ ref('int_target_breakdown') }}
    where parts > 0
),

sheets as (
    select * from {{ ref('rpt_one_person_one_sheet') }}
),

months as (
    select * from {{ ref('int_months') }}
),

-- Volume is measured against peers and shown as it is.
flow_feeds as (
    select * from {{ ref('int_flow_feeds') }}
    where indicator_code <> 'BH_VOLUME'
),

measures as (
    select
        staff_id,
        month_end,
        indicator_code,
        cast(sum(actual) as decimal(18, 4)) as actual
    from {{ ref('int_sales_measures') }}
    group by staff_id, month_end, indicator_code
),

closes as (
    select
        sheets.done_to_date,
        measures.actual
    from sheets
    inner join flow_feeds
        on sheets.indicator_code = flow_feeds.indicator_code
    inner join months
        on sheets.sheet_date = months.window_end
    left join measures
        on
            sheets.staff_id = measures.staff_id
            and months.month_end = measures.month_end
            and sheets.indicator_code = measures.indicator_code
)

select
    'R-17' as control_id,
    count(*) as left_value,
    sum(case when is_broken_down then 1 else 0 end) as right_value,
    max(relative_gap) as difference
from target_breakdown
having count(*) > 0

union all

select
    'R-24' as control_id,
    sum(coalesce(done_to_date, 0)) as left_value,
    sum(coalesce(actual, 0)) as right_value,
    sum(abs(coalesce(done_to_date, 0) - coalesce(actual, 0))) as difference
from closes
having count(*) > 0
