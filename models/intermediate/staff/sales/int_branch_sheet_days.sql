-- The sheet of each branch and of the bank: every target on every day of its month, with what was
-- done by everybody and how far the month has got, unrounded.
with targets as (
    select * from {{ ref('int_branch_targets_monthly') }}
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

branch_flows as (
    select * from {{ ref('int_branch_flows_daily') }}
),

sheet_days as (
    select
        targets.branch_code,
        month_progress.date_day as sheet_date,
        targets.month_end,
        targets.indicator_code,
        targets.target_value as target_period,
        month_progress.workdays_to_date,
        month_progress.workdays_in_month,
        flow_feeds.source_batch_date,
        case
            when flow_feeds.is_delivered_for_branch then coalesce(branch_flows.done, 0)
            else branch_flows.done
        end as done_today,
        coalesce(branch_flows.unattributed, 0) as unattributed
    from targets
    inner join month_progress
        on targets.month_end = month_progress.month_end
    inner join run_context
        on month_progress.date_day <= run_context.as_of_date
    left join flow_feeds
        on targets.indicator_code = flow_feeds.indicator_code
    left join branch_flows
        on
            targets.branch_code = branch_flows.branch_code
            and month_progress.date_day = branch_flows.work_date
            and targets.indicator_code = branch_flows.indicator_code
),

run_up as (
    select
        sheet_days.*,
        sum(done_today) over (
            partition by branch_code, month_end, indicator_code order by sheet_date
            rows between unbounded preceding and current row
        ) as done_to_date,
        sum(unattributed) over (
            partition by branch_code, month_end, indicator_code order by sheet_date
            rows between unbounded preceding and current row
        ) as unattributed_to_date
    from sheet_days
)

select
    branch_code,
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
    unattributed_to_date,
    case
        when target_period > 0
            then cast(cast(done_to_date as double) / target_period as decimal(18, 6))
    end as completion,
    cast(cast(workdays_to_date as double) / nullif(workdays_in_month, 0) as decimal(9, 6))
        as elapsed_share,
    source_batch_date
from run_up
