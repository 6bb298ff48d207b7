-- What each branch did in a month, by its persons and by nobody; zero where the feeds tell of none.
with months as (
    select * from {{ ref('int_months') }}
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
    where coalesce(standing_branch_code, branch_code) = branch_code
),

-- Volume is measured against peers elsewhere.
flow_feeds as (
    select * from {{ ref('int_flow_feeds') }}
    where indicator_code <> 'BH_VOLUME'
),

branch_flows as (
    select
        branch_code,
        {{ month_end('work_date') }} as month_end,
        indicator_code,
        sum(done) as done
    from {{ ref('int_branch_flows_daily') }}
    where indicator_code <> 'BH_VOLUME'
    group by 1, 2, 3
),

expected as (
    select
        branch_periods.branch_code,
        months.month_end,
        flow_feeds.indicator_code
    from months
    inner join branch_periods
        on
            months.window_end >= branch_periods.valid_from
            and months.window_end < coalesce(branch_periods.valid_to, date '9999-12-31')
    cross join flow_feeds
    where flow_feeds.is_delivered_for_branch

    union

    select
        branch_code,
        month_end,
        indicator_code
    from branch_flows
)

select
    expected.branch_code,
    expected.month_end,
    expected.indicator_code,
    cast(coalesce(branch_flows.done, 0) as decimal(28, 10)) as actual
from expected
left join branch_flows
    on
        expected.branch_code = branch_flows.branch_code
        and expected.month_end = branch_flows.month_end
        and expected.indicator_code = branch_flows.indicator_code
