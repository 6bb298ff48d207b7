-- Where the assignments of a customer contradict each other since the first month measured: two
-- owners on one day (OVERLAP), or nobody between two owners (GAP).
with assignments as (
    select * from {{ ref('int_owner_assignments') }}
),

first_months as (
    select min(month_start) as first_date from {{ ref('int_months') }}
),

shared_days as (
    select
        later.customer_key,
        'OVERLAP' as finding,
        later.valid_from as from_date,
        max(least(earlier.valid_to, later.valid_to)) as to_date,
        earlier.staff_id,
        later.staff_id as other_staff_id
    from assignments as later
    inner join assignments as earlier
        on
            later.customer_key = earlier.customer_key
            and later.staff_id <> earlier.staff_id
            and later.valid_from < earlier.valid_to
            and (
                later.valid_from > earlier.valid_from
                or (
                    later.valid_from = earlier.valid_from
                    and later.staff_id > earlier.staff_id
                )
            )
    group by later.customer_key, later.valid_from, earlier.staff_id, later.staff_id
),

covered as (
    select
        *,
        max(valid_to) over earlier_ones as covered_to
    from assignments
    window earlier_ones as (
        partition by customer_key order by valid_from, staff_id
        rows between unbounded preceding and 1 preceding
    )
),

gaps as (
    select
        covered.customer_key,
        'GAP' as finding,
        covered.covered_to as from_date,
        covered.valid_from as to_date,
        max(earlier.staff_id) as staff_id,
        min(covered.staff_id) as other_staff_id
    from covered
    inner join assignments as earlier
        on covered.customer_key = earlier.customer_key and covered.covered_to = earlier.valid_to
    where covered.covered_to < covered.valid_from
    group by covered.customer_key, covered.covered_to, covered.valid_from
),

findings as (
    select * from shared_days
    union all
    select * from gaps
)

select
    findings.customer_key,
    cast(findings.finding as varchar(20)) as finding,
    findings.from_date,
    findings.to_date,
    findings.staff_id,
    findings.other_staff_id,
    {{ days_between('findings.from_date', 'findings.to_date') }} as days
from findings
inner join first_months
    on findings.to_date > first_months.first_date
