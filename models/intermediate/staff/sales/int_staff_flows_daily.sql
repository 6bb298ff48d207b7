-- What each person did on a day, by indicator, in the branch of that day. What nobody in a position
-- did has no person; what lies in no branch is of the branch NONE.
with counts as (
    select * from {{ ref('int_staff_counts') }}
),

wealth_income as (
    select * from {{ ref('int_wealth_income_daily') }}
),

net_inflows as (
    select * from {{ ref('int_net_inflows_daily') }}
),

portfolio_growth as (
    select * from {{ ref('int_portfolio_growth_monthly') }}
),

converted_volume as (
    select * from {{ ref('int_converted_volume_daily') }}
),

staff_days as (
    select * from {{ ref('int_staff_days') }}
),

months as (
    select * from {{ ref('int_months') }}
),

told as (
    select
        staff_id,
        work_date,
        cast(null as varchar(64)) as branch_code,
        indicator_code,
        1 as done
    from counts
    union all
    select
        staff_id,
        month_to as work_date,
        cast(null as varchar(64)) as branch_code,
        'CM_VALUE' as indicator_code,
        growth as done
    from portfolio_growth
    union all
    select
        staff_id,
        work_date,
        branch_code,
        'CM_WEALTH_INCOME' as indicator_code,
        fee as done
    from wealth_income
    union all
    select
        staff_id,
        work_date,
        branch_code,
        'SL_NET_NEW_MONEY' as indicator_code,
        net_inflow as done
    from net_inflows
    union all
    select
        staff_id,
        work_date,
        branch_code,
        'BH_VOLUME' as indicator_code,
        done
    from converted_volume
)

select
    staff_days.staff_id,
    told.work_date,
    coalesce(staff_days.branch_code, told.branch_code, 'NONE') as branch_code,
    told.indicator_code,
    cast(sum(cast(told.done as decimal(28, 10))) as decimal(28, 10)) as done
from told
inner join months
    on
        told.work_date >= months.month_start
        and told.work_date <= months.window_end
left join staff_days
    on
        told.staff_id = staff_days.staff_id
        and told.work_date = staff_days.work_date
group by 1, 2, 3, 4
