-- Whether complaints cost those they should (R-19): every valid one its branch, its staff one whole
-- between them, and any other nobody anything. A bank that names nobody responsible has none.
with counted_complaints as (
    select * from {{ ref('int_counted_complaints') }}
),

shares as (
    select * from {{ ref('int_complaint_shares') }}
),

postings as (
    select * from {{ ref('int_complaint_postings') }}
),

-- A complaint decided before the first month of the warehouse is nobody's any more.
costing as (
    select distinct counted_complaints.complaint_id
    from counted_complaints
    inner join {{ ref('int_months') }} as months
        on counted_complaints.decided_month_end = months.month_end
),

branch_shares as (
    select
        complaint_id,
        sum(share) as share
    from shares
    where party_type = 'BRANCH'
    group by complaint_id
),

staff_shares as (
    select
        complaint_id,
        sum(share) as share
    from shares
    where party_type = 'STAFF'
    group by complaint_id
),

totals as (
    select
        complaint_id,
        party_type,
        party_id,
        sum(points) as points
    from postings
    group by complaint_id, party_type, party_id
),

burdened as (
    select distinct complaint_id
    from totals
    where party_type = 'BRANCH'
),

sides as (
    select
        (select count(*) from shares) as named_parties,
        (select count(*) from costing) as costing_complaints,
        (
            select count(*) from costing
            inner join burdened
                on costing.complaint_id = burdened.complaint_id
        ) as burdened_complaints,
        (
            select count(*) from staff_shares
            where share <> 1
        ) as broken_shares,
        (
            select count(*) from totals
            left join costing
                on totals.complaint_id = costing.complaint_id
            where costing.complaint_id is null and totals.points <> 0
        ) as wrong_deductions
)

select
    'R-19' as control_id,
    costing_complaints as left_value,
    burdened_complaints as right_value,
    costing_complaints - burdened_complaints + broken_shares + wrong_deductions as difference
from sides
where named_parties > 0
