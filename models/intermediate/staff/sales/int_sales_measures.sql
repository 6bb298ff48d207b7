-- What each person did in a month, by the position and branch of the day: zero where the feeds are
-- delivered and tell of nothing, NULL where they are not.
with staff_months as (
    select * from {{ ref('int_staff_months') }}
),

-- Volume is measured against peers elsewhere.
flow_feeds as (
    select * from {{ ref('int_flow_feeds') }}
    where indicator_code <> 'BH_VOLUME'
),

weights as (
    select * from {{ ref('kpi_weight') }}
),

staff_flows as (
    select * from {{ ref('int_staff_flows_daily') }}
    where staff_id is not null
),

staff_days as (
    select * from {{ ref('int_staff_days') }}
),

unsuitable_sales as (
    select * from {{ ref('int_unsuitable_sales_monthly') }}
),

flows as (
    select
        staff_flows.staff_id,
        {{ month_end('staff_flows.work_date') }} as month_end,
        staff_days.position_code,
        staff_days.branch_code,
        staff_flows.indicator_code,
        sum(staff_flows.done) as done
    from staff_flows
    inner join staff_days
        on
            staff_flows.staff_id = staff_days.staff_id
            and staff_flows.work_date = staff_days.work_date
    group by 1, 2, 3, 4, 5
),

measured as (
    select
        staff_months.staff_id,
        staff_months.month_end,
        staff_months.position_code,
        staff_months.branch_code,
        flow_feeds.indicator_code,
        case when flow_feeds.is_delivered then coalesce(flows.done, 0) else flows.done end
            as actual,
        flows.done is not null or weights.indicator_code is not null as is_asked
    from staff_months
    cross join flow_feeds
    left join flows
        on
            staff_months.staff_id = flows.staff_id
            and staff_months.month_end = flows.month_end
            and staff_months.position_code = flows.position_code
            and staff_months.branch_code = flows.branch_code
            and flow_feeds.indicator_code = flows.indicator_code
    left join weights
        on
            staff_months.scored_as = weights.position_code
            and flow_feeds.indicator_code = weights.indicator_code
            and staff_months.month_end >= weights.valid_from
            and (staff_months.month_end < weights.valid_to or weights.valid_to is null)
)

select
    staff_id,
    month_end,
    position_code,
    branch_code,
    indicator_code,
    cast(actual as decimal(28, 10)) as actual
from measured
where is_asked

union all

select
    staff_id,
    month_end,
    position_code,
    branch_code,
    'RC_UNSUITABLE_SALES' as indicator_code,
    unsuitable_share as actual
from unsuitable_sales
