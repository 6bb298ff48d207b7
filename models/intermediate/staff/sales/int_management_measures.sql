-- How the unit a manager leads, or the branch a person works in, is run: targets broken down to
-- persons, use of the customer system, complaints handled in time, each in percent of its cases.
with staff_months as (
    select * from {{ ref('int_staff_months') }}
),

weights as (
    select * from {{ ref('kpi_weight') }}
),

target_breakdown as (
    select * from {{ ref('int_target_breakdown') }}
),

team_crm_use as (
    select * from {{ ref('int_team_crm_use') }}
),

branch_complaints as (
    select * from {{ ref('int_branch_complaints_monthly') }}
),

branch_ancestors as (
    select * from {{ ref('int_branch_ancestors') }}
),

cases as (
    select
        branch_code,
        month_end,
        'MG_TARGETS_BROKEN_DOWN' as indicator_code,
        case when is_broken_down then 1 else 0 end as good,
        1 as total
    from target_breakdown
    union all
    select
        branch_code,
        month_end,
        'MG_TEAM_CRM_USE' as indicator_code,
        used_days as good,
        present_days as total
    from team_crm_use
    union all
    select
        branch_code,
        month_end,
        'MG_COMPLAINTS_IN_TIME' as indicator_code,
        complaints_in_time as good,
        complaints_due as total
    from branch_complaints
    union all
    select
        branch_ancestors.ancestor_code as branch_code,
        branch_complaints.month_end,
        'MG_COMPLAINTS_IN_TIME' as indicator_code,
        branch_complaints.complaints_in_time as good,
        branch_complaints.complaints_due as total
    from branch_complaints
    inner join branch_ancestors
        on
            branch_complaints.branch_code = branch_ancestors.branch_code
            and {{ month_start('branch_complaints.month_end') }} >= branch_ancestors.valid_from
            and {{ month_start('branch_complaints.month_end') }} < branch_ancestors.valid_to
),

unit_shares as (
    select
        branch_code,
        month_end,
        indicator_code,
        cast(cast(100 * sum(good) as double) / nullif(sum(total), 0) as decimal(28, 10))
            as actual
    from cases
    group by branch_code, month_end, indicator_code
)

select
    staff_months.staff_id,
    staff_months.month_end,
    staff_months.position_code,
    staff_months.branch_code,
    weights.indicator_code,
    unit_shares.actual
from staff_months
inner join weights
    on
        staff_months.scored_as = weights.position_code
        and staff_months.month_end >= weights.valid_from
        and (staff_months.month_end < weights.valid_to or weights.valid_to is null)
left join unit_shares
    on
        coalesce(staff_months.supervised_branch_code, staff_months.branch_code)
        = unit_shares.branch_code
        and staff_months.month_end = unit_shares.month_end
        and weights.indicator_code = unit_shares.indicator_code
where weights.indicator_code in (
    'MG_TARGETS_BROKEN_DOWN', 'MG_TEAM_CRM_USE', 'MG_COMPLAINTS_IN_TIME'
)
