-- What complaints take off a person's score in a month: the points posted, at most the cap of the
-- month, and no more than is left of the year's. What is given back stays within the cap too.
with postings as (
    select * from {{ ref('int_complaint_postings') }}
    where party_type = 'STAFF'
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

monthly as (
    select
        party_id as staff_id,
        month_end,
        sum(points) as points
    from postings
    group by party_id, month_end
),

capped_by_month as (
    select
        monthly.staff_id,
        monthly.month_end,
        monthly.points,
        extract(year from monthly.month_end) as calendar_year,
        rules.staff_deduction_cap_year,
        greatest(
            least(monthly.points, rules.staff_deduction_cap_month),
            -rules.staff_deduction_cap_month
        ) as month_points
    from monthly
    inner join rules
        on monthly.month_end = rules.month_end
),

running as (
    select
        capped_by_month.*,
        sum(month_points) over (
            partition by staff_id, calendar_year
            order by month_end
        ) as year_points
    from capped_by_month
),

capped_by_year as (
    select
        running.*,
        least(year_points, staff_deduction_cap_year) as year_deduction
    from running
)

select
    staff_id,
    month_end,
    cast(points as decimal(28, 10)) as points,
    cast(
        year_deduction
        - coalesce(
            lag(year_deduction) over (
                partition by staff_id, calendar_year
                order by month_end
            ),
            0
        ) as decimal(28, 10)
    ) as deduction_points
from capped_by_year
