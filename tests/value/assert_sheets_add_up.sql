-- What: every day and indicator, persons with a sheet, others and nobody make the bank; the bank's
-- row of the branch sheet says the same, and so do its branches together.
-- When it matters: a branch that cannot find its own sum again trusts none of the sheets.
-- How to resolve: look for a branch that reports to nobody in int_branch_ancestors, or a flow that
-- is dated on a day no month holds.
with staff_flows as (
    select * from {{ ref('int_staff_flows_daily') }}
),

staff_sheets as (
    select * from {{ ref('rpt_one_person_one_sheet') }}
),

branch_sheets as (
    select * from {{ ref('rpt_branch_daily_sheet') }}
),

branch_ancestors as (
    select * from {{ ref('int_branch_ancestors') }}
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
),

head as (
    select distinct branch_code
    from branch_periods
    where branch_level = 'HEAD'
),

-- Persons on a sheet as the sheet says, everybody else as the flows do.
persons as (
    select
        sheet_date,
        indicator_code,
        done_today as done
    from staff_sheets

    union all

    select
        staff_flows.work_date as sheet_date,
        staff_flows.indicator_code,
        staff_flows.done
    from staff_flows
    left join staff_sheets
        on
            staff_flows.staff_id = staff_sheets.staff_id
            and staff_flows.work_date = staff_sheets.sheet_date
            and staff_flows.indicator_code = staff_sheets.indicator_code
    where staff_sheets.staff_id is null
),

by_person as (
    select
        sheet_date,
        indicator_code,
        sum(done) as done
    from persons
    group by sheet_date, indicator_code
),

-- Branches below, and what the branches above did themselves.
by_branch as (
    select
        branch_sheets.sheet_date,
        branch_sheets.indicator_code,
        sum(branch_sheets.done_today) as done
    from branch_sheets
    where
        branch_sheets.branch_code not in (select units.ancestor_code from branch_ancestors as units)
    group by branch_sheets.sheet_date, branch_sheets.indicator_code
),

above as (
    select
        work_date as sheet_date,
        indicator_code,
        sum(own_done) as done
    from {{ ref('int_branch_flows_daily') }}
    where branch_code in (select units.ancestor_code from branch_ancestors as units)
    group by work_date, indicator_code
)

select
    branch_sheets.sheet_date,
    branch_sheets.indicator_code,
    branch_sheets.done_today as bank,
    by_branch.done as branches,
    by_person.done as persons
from branch_sheets
inner join head
    on branch_sheets.branch_code = head.branch_code
left join by_branch
    on
        branch_sheets.sheet_date = by_branch.sheet_date
        and branch_sheets.indicator_code = by_branch.indicator_code
left join above
    on
        branch_sheets.sheet_date = above.sheet_date
        and branch_sheets.indicator_code = above.indicator_code
left join by_person
    on
        branch_sheets.sheet_date = by_person.sheet_date
        and branch_sheets.indicator_code = by_person.indicator_code
where
    -- Each row is rounded once, to four digits.
    abs(
        coalesce(branch_sheets.done_today, 0) - coalesce(by_branch.done, 0)
        - coalesce(above.done, 0)
    ) > 0.01
    or abs(coalesce(branch_sheets.done_today, 0) - coalesce(by_person.done, 0)) > 0.01
