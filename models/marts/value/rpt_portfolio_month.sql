-- The bank's customers as a whole, month by month: how many hold how much, use the app, buy several
-- products, and belong to the online crowd of the calendar year.
with customer_tiers as (
    select * from {{ ref('int_customer_tiers') }}
),

customer_relation as (
    select * from {{ ref('int_customer_relation_monthly') }}
),

online_investors as (
    select * from {{ ref('int_online_investors_yearly') }}
),

app_users as (
    select
        {{ month_end('event_date') }} as month_end,
        count(distinct customer_key) as monthly_active_users
    from {{ ref('int_customer_sessions_daily') }}
    where channel_code = 'APP' and customer_key <> 'UNASSIGNED'
    group by {{ month_end('event_date') }}
),

valid_customers as (
    select
        customer_tiers.month_end,
        customer_tiers.tier,
        customer_tiers.aum_daily_avg,
        customer_relation.held_groups,
        online_investors.customer_key is not null as is_online_investor
    from customer_tiers
    inner join customer_relation
        on
            customer_tiers.customer_key = customer_relation.customer_key
            and customer_tiers.month_end = customer_relation.month_end
    left join online_investors
        on
            customer_tiers.customer_key = online_investors.customer_key
            and extract(year from customer_tiers.month_end) = online_investors.order_year
    where coalesce(customer_tiers.exclusion_reason, '') not in ('TEST', 'DECEASED', 'CHURNED')
),

counted as (
    select
        month_end,
        count(*) as customers,
        sum(cast(aum_daily_avg as decimal(38, 8))) as aum_total,
        avg(cast(held_groups as decimal(28, 8))) as products_per_customer,
        avg(case when held_groups >= 3 then 1.0 else 0.0 end) as cross_sell_share,
        sum(case when is_online_investor then 1 else 0 end) as online_investors,
        sum(case when is_online_investor and tier = 'A' then 1 else 0 end) as online_investors_in_a
    from valid_customers
    group by month_end
)

select
    counted.month_end,
    cast(counted.customers as bigint) as customers,
    cast(counted.aum_total as decimal(18, 2)) as aum_total,
    cast(counted.products_per_customer as decimal(9, 4)) as products_per_customer,
    cast(counted.cross_sell_share as decimal(9, 4)) as cross_sell_share,
    cast(app_users.monthly_active_users as bigint) as monthly_active_users,
    cast(counted.online_investors as bigint) as online_investors,
    cast(counted.online_investors / nullif(counted.customers, 0) as decimal(9, 4))
        as online_investor_share,
    cast(counted.online_investors_in_a as bigint) as online_investors_in_a
from counted
left join app_users
    on counted.month_end = app_users.month_end
