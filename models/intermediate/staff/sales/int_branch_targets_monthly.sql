-- The target of every branch: its own where it was told one, else the sum of those below it, else
-- none. A branch that did something has a row whether or not anybody asked for it.
with targets as (
    select * from {{ ref('int_kpi_targets_monthly') }}
    where owner_level = 'BRANCH'
),

branch_ancestors as (
    select * from {{ ref('int_branch_ancestors') }}
),

branch_flows as (
    select distinct
        branch_code,
        {{ month_end('work_date') }} as month_end,
        indicator_code
    from {{ ref('int_branch_flows_daily') }}
),

-- Sheets are of what the bank sets targets for.
asked as (
    select distinct
        month_end,
        indicator_code
    from targets
),

below as (
    select
        branch_ancestors.ancestor_code as branch_code,
        targets.month_end,
        targets.indicator_code,
        sum(targets.target_value) as target_value
    from targets
    inner join branch_ancestors
        on
            targets.owner_id = branch_ancestors.branch_code
            and {{ month_start('targets.month_end') }} >= branch_ancestors.valid_from
            and {{ month_start('targets.month_end') }} < branch_ancestors.valid_to
    where targets.owner_id not in (select units.ancestor_code from branch_ancestors as units)
    group by 1, 2, 3
),

listed as (
    select
        owner_id as branch_code,
        month_end,
        indicator_code
    from targets

    union

    select
        branch_code,
        month_end,
        indicator_code
    from below

    union

    select
        branch_flows.branch_code,
        branch_flows.month_end,
        branch_flows.indicator_code
    from branch_flows
    inner join asked
        on
            branch_flows.month_end = asked.month_end
            and branch_flows.indicator_code = asked.indicator_code
)

select
    listed.branch_code,
    listed.month_end,
    listed.indicator_code,
    cast(coalesce(targets.target_value, below.target_value) as decimal(18, 4)) as target_value
from listed
left join targets
    on
        listed.branch_code = targets.owner_id
        and listed.month_end = targets.month_end
        and listed.indicator_code = targets.indicator_code
left join below
    on
        listed.branch_code = below.branch_code
        and listed.month_end = below.month_end
        and listed.indicator_code = below.indicator_code
