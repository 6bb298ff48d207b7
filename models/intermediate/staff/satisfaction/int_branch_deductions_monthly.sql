-- What complaints take off a branch's score in a month: points per unit of its customers, a branch
-- under one unit counting as one, at most the cap, also of what is given back. A merged branch's
-- points are its successor's.
with postings as (
    select * from {{ ref('int_complaint_postings') }}
    where party_type = 'BRANCH'
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

monthly as (
    select
        coalesce(branch_periods.standing_branch_code, postings.party_id) as branch_code,
        postings.month_end,
        sum(postings.points) as points
    from postings
    left join branch_periods
        on
            postings.party_id = branch_periods.branch_code
            and postings.month_end >= branch_periods.valid_from
            and (
                postings.month_end < branch_periods.valid_to or branch_periods.valid_to is null
            )
    group by coalesce(branch_periods.standing_branch_code, postings.party_id), postings.month_end
),

customers as (
    select
        branch_code,
        month_end,
        count(distinct customer_key) as customers
    from {{ ref('int_owned_customer_months') }}
    where is_at_month_end and customer_key <> 'UNASSIGNED'
    group by branch_code, month_end
)

select
    monthly.branch_code,
    monthly.month_end,
    cast(monthly.points as decimal(28, 10)) as points,
    cast(
        greatest(least(
            cast(
                monthly.points / nullif(
                    case
                        when customers.customers > rules.branch_customers_unit
                            then customers.customers / rules.branch_customers_unit
                        else 1
                    end, 0
                ) as decimal(28, 10)
            ),
            rules.branch_deduction_cap_month
        ), -rules.branch_deduction_cap_month) as decimal(28, 10)
    ) as deduction_points
from monthly
inner join rules
    on monthly.month_end = rules.month_end
left join customers
    on
        monthly.branch_code = customers.branch_code
        and monthly.month_end = customers.month_end
