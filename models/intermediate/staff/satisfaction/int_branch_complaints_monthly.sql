-- Valid complaints of a branch that had to be settled in the month, and those that were in time.
-- One found valid after its deadline counts in the month of the decision: no past month changes.
with counted_complaints as (
    select * from {{ ref('int_counted_complaints') }}
    where due_date is not null
),

shares as (
    select * from {{ ref('int_complaint_shares') }}
    where party_type = 'BRANCH'
),

months as (
    select * from {{ ref('int_months') }}
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
),

due as (
    select
        shares.party_id,
        months.month_end,
        counted_complaints.complaint_id,
        counted_complaints.closed_on <= counted_complaints.due_date as is_in_time
    from counted_complaints
    inner join shares
        on counted_complaints.complaint_id = shares.complaint_id
    inner join months
        on
            case
                when counted_complaints.decided_on > counted_complaints.due_date
                    then counted_complaints.decided_on
                else counted_complaints.due_date
            end between months.month_start and months.window_end
)

select
    coalesce(branch_periods.standing_branch_code, due.party_id) as branch_code,
    due.month_end,
    cast(count(*) as integer) as complaints_due,
    cast(count(case when due.is_in_time then 1 end) as integer) as complaints_in_time
from due
left join branch_periods
    on
        due.party_id = branch_periods.branch_code
        and due.month_end >= branch_periods.valid_from
        and (due.month_end < branch_periods.valid_to or branch_periods.valid_to is null)
group by coalesce(branch_periods.standing_branch_code, due.party_id), due.month_end
