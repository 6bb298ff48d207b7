-- Whether complaints cost those they should (R-19): every valid story its branch and once only, its
-- staff one whole between them, any other nobody anything. A bank that names nobody has none.
with cases as (
    select * from {{ ref('int_complaint_cases') }}
),

shares as (
    select * from {{ ref('int_complaint_shares') }}
),

months as (
    select * from {{ ref('int_months') }}
),

totals as (
    select
        complaint_id,
        party_type,
        party_id,
        sum(points) as points
    from {{ ref('int_complaint_postings') }}
    group by complaint_id, party_type, party_id
),

-- What was decided before the first month of the warehouse costs nobody any more.
stories as (
    select distinct cases.root_complaint_id
    from cases
    inner join months
        on cases.decided_on between months.month_start and months.window_end
    where cases.is_valid
),

burdened as (
    select
        cases.root_complaint_id,
        count(distinct cases.complaint_id) as complaints
    from totals
    inner join cases
        on totals.complaint_id = cases.complaint_id
    where totals.party_type = 'BRANCH' and cases.is_valid
    group by cases.root_complaint_id
),

compared as (
    select
        count(*) as stories,
        count(burdened.root_complaint_id) as burdened_stories,
        count(case when burdened.complaints is null or burdened.complaints > 1 then 1 end)
            as wrong_stories
    from stories
    left join burdened
        on stories.root_complaint_id = burdened.root_complaint_id
),

wrong_deductions as (
    select count(*) as deductions
    from totals
    left join cases
        on totals.complaint_id = cases.complaint_id
    where totals.points <> 0 and not coalesce(cases.is_valid, false)
),

staff_shares as (
    select
        complaint_id,
        sum(share) as share
    from shares
    where party_type = 'STAFF'
    group by complaint_id
),

broken_shares as (
    select count(case when share <> 1 then 1 end) as complaints
    from staff_shares
)

select
    'R-19' as control_id,
    compared.stories as left_value,
    compared.burdened_stories as right_value,
    compared.wrong_stories + wrong_deductions.deductions + broken_shares.complaints as difference
from compared
cross join wrong_deductions
cross join broken_shares
where exists (select 1 from shares)
