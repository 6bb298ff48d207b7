-- Customers and assets of each branch and month: customers by the month's last day, assets by the
-- days they were the branch's.
with owned as (
    select * from {{ ref('int_owned_customer_months') }}
),

assets as (
    select * from {{ ref('int_customer_assets_monthly') }}
)

select
    owned.branch_code,
    owned.month_end,
    sum(case when owned.is_at_month_end and owned.customer_key <> 'UNASSIGNED' then 1 else 0 end)
        as customers,
    sum(cast(assets.aum_daily_avg * owned.day_share as decimal(38, 10))) as aum_total
from owned
left join assets
    on
        owned.customer_key = assets.customer_key
        and owned.month_end = assets.month_end
group by 1, 2
