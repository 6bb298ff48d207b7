-- What: the owner periods of a customer follow each other without gap or overlap until tomorrow;
-- each has a branch, if not an owner.
-- When it matters: a customer would count for two employees, or for no branch.
-- How to resolve: look at int_owner_segments of the customer; contradictions of the CRM itself are
-- resolved before, and listed in int_ownership_findings.
with periods as (
    select
        int_customer_owner_periods.*,
        lead(owned_from) over (partition by customer_key order by owned_from) as next_from
    from {{ ref('int_customer_owner_periods') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
)

select
    periods.customer_key,
    periods.owned_from,
    periods.owned_to,
    periods.next_from
from periods
cross join run_context
where
    periods.owned_to
    <> coalesce(periods.next_from, {{ add_days('run_context.as_of_date', 1) }})
    or periods.owned_to <= periods.owned_from
    or periods.branch_code is null
