-- Who owned each customer on each day, one row a day: where assignments overlap the later one, and
-- where there is none nobody. The branch is the owner's, else the customer's own.
with segments as (
    select * from {{ ref('int_owner_segments') }}
),

assignments as (
    select * from {{ ref('int_owner_assignments') }}
),

staff_branch_periods as (
    select * from {{ ref('int_staff_branch_periods') }}
),

customers as (
    select * from {{ ref('customer_attributes') }}
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
),

owned as (
    select
        segments.customer_key,
        segments.owned_from,
        segments.owned_to,
        assignments.staff_id
    from segments
    left join assignments
        on
            segments.customer_key = assignments.customer_key
            and segments.owned_from >= assignments.valid_from
            and segments.owned_from < assignments.valid_to
    qualify
        row_number() over (
            partition by segments.customer_key, segments.owned_from
            order by assignments.valid_from desc nulls last, assignments.staff_id desc nulls last
        ) = 1
),

placed as (
    select
        owned.*,
        coalesce(
            staff_branch_periods.branch_code,
            branch_periods.standing_branch_code,
            customers.home_branch_code,
            'NONE'
        ) as branch_code
    from owned
    left join staff_branch_periods
        on
            owned.staff_id = staff_branch_periods.staff_id
            and owned.owned_from >= staff_branch_periods.valid_from
            and owned.owned_from < staff_branch_periods.valid_to
    left join customers
        on owned.customer_key = customers.customer_key
    left join branch_periods
        on
            customers.home_branch_code = branch_periods.branch_code
            and owned.owned_from >= branch_periods.valid_from
            and (owned.owned_from < branch_periods.valid_to or branch_periods.valid_to is null)
),

compared as (
    select
        placed.*,
        lag(staff_id) over (partition by customer_key order by owned_from) as previous_staff_id,
        lag(branch_code) over (partition by customer_key order by owned_from)
            as previous_branch_code
    from placed
),

-- Segments that differ in nothing are one period.
marked as (
    select
        compared.*,
        case
            when
                coalesce(staff_id, '') = coalesce(previous_staff_id, '')
                and branch_code = previous_branch_code
                then 0
            else 1
        end as is_start
    from compared
),

numbered as (
    select
        marked.*,
        sum(is_start) over (partition by customer_key order by owned_from) as period_no
    from marked
)

select
    customer_key,
    staff_id,
    branch_code,
    min(owned_from) as owned_from,
    max(owned_to) as owned_to
from numbered
group by customer_key, staff_id, branch_code, period_no
