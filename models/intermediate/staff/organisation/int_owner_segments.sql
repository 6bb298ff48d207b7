-- Stretches of days on which neither the owner of a customer nor a branch can change, from the
-- customer's first day, or that of the first month with a snapshot, to today.
with customer_start as (
    select * from {{ ref('int_customer_start') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

first_months as (
    select min(month_start) as first_date from {{ ref('int_months') }}
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

spans as (
    select
        customer_start.customer_key,
        greatest(
            coalesce(customer_start.customer_since, first_months.first_date),
            first_months.first_date
        ) as first_date,
        {{ add_days('run_context.as_of_date', 1) }} as end_date
    from customer_start
    cross join first_months
    cross join run_context
),

changes as (
    select
        customer_key,
        first_date as changed_on
    from spans
    union
    select
        customer_key,
        end_date as changed_on
    from spans
    union
    select
        customer_key,
        valid_from as changed_on
    from assignments
    union
    select
        customer_key,
        valid_to as changed_on
    from assignments
    union
    select
        assignments.customer_key,
        staff_branch_periods.valid_from as changed_on
    from assignments
    inner join staff_branch_periods
        on assignments.staff_id = staff_branch_periods.staff_id
    union
    select
        assignments.customer_key,
        staff_branch_periods.valid_to as changed_on
    from assignments
    inner join staff_branch_periods
        on assignments.staff_id = staff_branch_periods.staff_id
    union
    select
        customers.customer_key,
        branch_periods.valid_from as changed_on
    from customers
    inner join branch_periods
        on customers.home_branch_code = branch_periods.branch_code
),

within_span as (
    select
        changes.customer_key,
        changes.changed_on as owned_from,
        lead(changes.changed_on) over (
            partition by changes.customer_key order by changes.changed_on
        ) as owned_to
    from changes
    inner join spans
        on
            changes.customer_key = spans.customer_key
            and changes.changed_on between spans.first_date and spans.end_date
)

select
    customer_key,
    owned_from,
    owned_to
from within_span
where owned_to is not null
