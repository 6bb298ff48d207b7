-- One person, one sheet: every target of a person on every day of its month, with what was done and
-- how far the month has got, unrounded.
with targets as (
    select * from {{ ref('int_kpi_targets_monthly') }}
    where owner_level = 'STAFF'
),

month_progress as (
    select * from {{ ref('int_month_progress') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

flow_feeds as (
    select * from {{ ref('int_flow_feeds') }}
),

staff_flows as (
    select
        staff_id,
        work_date,
        indicator_code,
        sum(done) as done
    from {{ ref('int_staff_flows_daily') }}
    where staff_id is not null
    group by staff_id, work_date, indicator_code
),

sheet_days as (
    select
        targets.owner_id as staff_id,
        month_progress.date_day as sheet_date,
        targets.month_end,
        targets.indicator_code,
        targets.target_value as target_period,
        month_progress.workdays_to_date,
        month_progress.workdays_in_month,
        flow_feeds.source_batch_date,
        case
            when flow_feeds.is_delivered then coalesce(staff_flows.done, 0)
            else staff_flows.done
        end as done_today
    from targets
    inner join month_progress
        on targets.month_end = month_progress.month_end
    inner join run_context
        on month_progress.date_day <= run_context.as_of_date
    left join flow_feeds
        on targets.indicator_code = flow_feeds.indicator_code
    left join staff_flows
        on
            targets.owner_id = staff_flows.staff_id
            and month_progress.date_day = staff_flows.work_date
            and targets.indicator_code = staff_flows.indicator_code
),

run_up as (
    select
        sheet_days.*,
        sum(done_today) over (
            partition by staff_id, month_end, indicator_code order by sheet_date
            rows between unbounded preceding and current row
        ) as done_to_date
    from sheet_days
)

select
    staff_id,
    sheet_date,
    month_end,
    indicator_code,
    target_period,
    cast(
        cast(target_period * workdays_to_date as double) / nullif(workdays_in_month, 0)
        as decimal(18, 4)
    ) as target_to_date,
    done_today,
    done_to_date,
    case
        when target_period > 0
            then cast(cast(done_to_date as double) / target_period as decimal(18, 6))
    end as completion,
    cast(cast(workdays_to_date as double) / nullif(workdays_in_month, 0) as decimal(9, 6))
        as elapsed_share,
    source_batch_date
from run_up
