-- Which share of what a person sold went beyond the customer's risk level: confirmed purchases of
-- wealth products whose match is known, in the position of the day they were confirmed.
with sales as (
    select
        seller_staff_id as staff_id,
        coalesce(confirm_date, cast(applied_at as date)) as work_date,
        is_risk_matched
    from {{ ref('stg_core__wealth_orders') }}
    where
        is_current_version
        and order_status = 'CONFIRMED'
        and side in ('SUB', 'PUR')
        and is_risk_matched is not null
),

staff_days as (
    select * from {{ ref('int_staff_days') }}
)

select
    staff_days.staff_id,
    {{ month_end('staff_days.work_date') }} as month_end,
    staff_days.position_code,
    staff_days.branch_code,
    cast(count(*) as integer) as sales,
    cast(
        cast(count(case when not sales.is_risk_matched then 1 end) as double)
        / nullif(count(*), 0)
        as decimal(28, 10)
    ) as unsuitable_share
from sales
inner join staff_days
    on
        sales.staff_id = staff_days.staff_id
        and sales.work_date = staff_days.work_date
group by 1, 2, 3, 4
