-- The target of each owner, month and indicator in force at the month's end: the highest version
-- approved by then, a month's own before a quarter's before a year's; those are cut by workdays.
with target_periods as (
    select * from {{ ref('int_target_periods') }}
    where approved_at is not null
),

indicators as (
    select * from {{ ref('kpi_indicator') }}
),

months as (
    select * from {{ ref('int_months') }}
),

month_workdays as (
    select distinct
        month_end,
        workdays_in_month
    from {{ ref('int_month_progress') }}
),

period_workdays as (
    select
        periods.period_start,
        periods.period_end,
        sum(month_workdays.workdays_in_month) as workdays
    from (select distinct
        period_start,
        period_end
    from target_periods) as periods
    inner join month_workdays
        on
            periods.period_start <= month_workdays.month_end
            and periods.period_end >= month_workdays.month_end
    group by periods.period_start, periods.period_end
),

-- One target under two numbers is told twice: the lower number stands.
ranked as (
    select
        target_periods.*,
        months.month_end,
        row_number() over (
            partition by
                target_periods.owner_level,
                target_periods.owner_id,
                target_periods.indicator_code,
                months.month_end
            order by
                target_periods.period_rank asc,
                target_periods.target_version desc nulls last,
                target_periods.target_id asc
        ) as order_no
    from target_periods
    inner join indicators
        on target_periods.indicator_code = indicators.indicator_code
    inner join months
        on
            target_periods.period_start <= months.month_end
            and target_periods.period_end >= months.month_end
            and cast(target_periods.approved_at as date) <= months.window_end
)

select
    ranked.owner_level,
    ranked.owner_id,
    ranked.month_end,
    ranked.indicator_code,
    cast(case
        when ranked.period_rank = 1 then ranked.target_value
        else
            cast(ranked.target_value * month_workdays.workdays_in_month as double)
            / nullif(period_workdays.workdays, 0)
    end as decimal(18, 4)) as target_value,
    ranked.target_version
from ranked
inner join month_workdays
    on ranked.month_end = month_workdays.month_end
inner join period_workdays
    on
        ranked.period_start = period_workdays.period_start
        and ranked.period_end = period_workdays.period_end
where ranked.order_no = 1
