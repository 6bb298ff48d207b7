-- Product coverage of an owner's customers at a month's end: holders among those each group is
-- offered to, by the weights of the groups. A group nobody there is of an age for leaves.
with owned_customer_months as (
    select * from {{ ref('int_owned_customer_months') }}
    where is_at_month_end and is_measured
),

coverage_groups as (
    select * from {{ ref('int_staff_coverage_groups_monthly') }}
),

counted as (
    select
        owned_customer_months.staff_id,
        owned_customer_months.branch_code,
        owned_customer_months.month_end,
        coverage_groups.staff_group,
        coverage_groups.weight,
        count(*) as eligible_customers,
        count(case when coverage_groups.is_held then 1 end) as holders
    from owned_customer_months
    inner join coverage_groups
        on
            owned_customer_months.customer_key = coverage_groups.customer_key
            and owned_customer_months.month_end = coverage_groups.month_end
    group by
        owned_customer_months.staff_id,
        owned_customer_months.branch_code,
        owned_customer_months.month_end,
        coverage_groups.staff_group,
        coverage_groups.weight
),

owned as (
    select
        counted.*,
        'STAFF' as owner_type,
        staff_id as owner_id
    from counted
    where staff_id is not null

    union all

    select
        counted.*,
        'BRANCH' as owner_type,
        branch_code as owner_id
    from counted
    where branch_code <> 'NONE'
),

groups as (
    select
        owner_type,
        owner_id,
        month_end,
        staff_group,
        weight,
        sum(eligible_customers) as eligible_customers,
        sum(holders) as holders
    from owned
    group by owner_type, owner_id, month_end, staff_group, weight
)

select
    owner_type,
    owner_id,
    month_end,
    cast(max(eligible_customers) as integer) as customers,
    cast(
        100 * cast(sum(
            cast(cast(weight * holders as double) / eligible_customers as decimal(28, 10))
        ) as double) / nullif(cast(sum(weight) as double), 0) as decimal(28, 10)
    ) as coverage_level
from groups
group by owner_type, owner_id, month_end
