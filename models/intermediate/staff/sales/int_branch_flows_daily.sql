-- What each branch did on a day, by whomever; branches above hold the sums of those below.
with staff_flows as (
    select
        branch_code,
        work_date,
        indicator_code,
        sum(done) as done,
        sum(case when staff_id is null then done else 0 end) as unattributed
    from {{ ref('int_staff_flows_daily') }}
    group by branch_code, work_date, indicator_code
),

branch_ancestors as (
    select * from {{ ref('int_branch_ancestors') }}
),

heads as (
    select
        branch_code,
        valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('int_branch_periods') }}
    where branch_level = 'HEAD'
),

rolled_up as (
    select
        branch_code,
        branch_code as told_by,
        work_date,
        indicator_code,
        done,
        unattributed
    from staff_flows

    union all

    select
        branch_ancestors.ancestor_code as branch_code,
        staff_flows.branch_code as told_by,
        staff_flows.work_date,
        staff_flows.indicator_code,
        staff_flows.done,
        staff_flows.unattributed
    from staff_flows
    inner join branch_ancestors
        on
            staff_flows.branch_code = branch_ancestors.branch_code
            and staff_flows.work_date >= branch_ancestors.valid_from
            and staff_flows.work_date < branch_ancestors.valid_to

    union all

    -- What lies in no branch, or in one nobody tells of, is the bank's all the same.
    select
        heads.branch_code,
        staff_flows.branch_code as told_by,
        staff_flows.work_date,
        staff_flows.indicator_code,
        staff_flows.done,
        staff_flows.unattributed
    from staff_flows
    inner join heads
        on
            staff_flows.branch_code <> heads.branch_code
            and staff_flows.work_date >= heads.valid_from
            and staff_flows.work_date < heads.valid_to
    left join branch_ancestors
        on
            staff_flows.branch_code = branch_ancestors.branch_code
            and staff_flows.work_date >= branch_ancestors.valid_from
            and staff_flows.work_date < branch_ancestors.valid_to
    where branch_ancestors.branch_code is null
)

select
    branch_code,
    work_date,
    indicator_code,
    cast(sum(done) as decimal(28, 10)) as done,
    cast(sum(unattributed) as decimal(28, 10)) as unattributed,
    cast(sum(case when told_by = branch_code then done else 0 end) as decimal(28, 10)) as own_done
from rolled_up
group by branch_code, work_date, indicator_code
