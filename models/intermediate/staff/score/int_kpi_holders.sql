-- Who has a scorecard in a month: every person by position and branch held, and every standing
-- branch; and whose customers count for it.
with staff_months as (
    select * from {{ ref('int_staff_months') }}
),

positions as (
    select * from {{ ref('kpi_position') }}
),

months as (
    select * from {{ ref('int_months') }}
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
),

branch_months as (
    select
        months.month_end,
        branch_periods.branch_code,
        branch_periods.standing_branch_code,
        branch_periods.footfall_class,
        branch_periods.branch_level
    from months
    inner join branch_periods
        on
            months.window_end >= branch_periods.valid_from
            and (months.window_end < branch_periods.valid_to or branch_periods.valid_to is null)
),

staff_holders as (
    select
        staff_months.*,
        positions.portfolio,
        case
            when positions.portfolio = 'UNIT'
                then coalesce(staff_months.supervised_branch_code, staff_months.branch_code)
            else staff_months.branch_code
        end as unit_code,
        -- Days of protected leave ask for nothing, nor those before hiring and after leaving:
        -- shares of days are of the person's own.
        coalesce(
            cast(staff_months.workdays as double)
            / nullif(staff_months.workdays + staff_months.protected_days, 0), 1
        )
        * sum(staff_months.days)
            over (
                partition by staff_months.staff_id, staff_months.month_end
            )
        / nullif({{ days_between('months.month_start', 'months.window_end') }} + 1, 0)
            as target_share
    from staff_months
    inner join months
        on staff_months.month_end = months.month_end
    inner join positions
        on staff_months.position_code = positions.position_code
)

select
    'STAFF' as owner_type,
    staff_holders.staff_id as owner_id,
    staff_holders.month_end,
    staff_holders.position_code,
    staff_holders.branch_code,
    staff_holders.scored_as,
    staff_holders.footfall_class,
    staff_holders.day_share,
    cast(staff_holders.target_share as decimal(28, 10)) as target_share,
    coalesce(branch_months.standing_branch_code, staff_holders.unit_code) as unit_branch_code,
    case when staff_holders.portfolio = 'OWN' then 'STAFF' else 'BRANCH' end as portfolio_type,
    case
        when staff_holders.portfolio = 'OWN' then staff_holders.staff_id
        else coalesce(branch_months.standing_branch_code, staff_holders.unit_code)
    end as portfolio_id
from staff_holders
left join branch_months
    on
        staff_holders.unit_code = branch_months.branch_code
        and staff_holders.month_end = branch_months.month_end

union all

select
    'BRANCH' as owner_type,
    branch_code as owner_id,
    month_end,
    'BRANCH' as position_code,
    branch_code,
    'BRANCH' as scored_as,
    footfall_class,
    cast(1 as decimal(9, 6)) as day_share,
    cast(1 as decimal(28, 10)) as target_share,
    branch_code as unit_branch_code,
    'BRANCH' as portfolio_type,
    branch_code as portfolio_id
from branch_months
where branch_level = 'SUB' and standing_branch_code = branch_code
