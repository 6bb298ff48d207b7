-- Fees of confirmed wealth orders on the day they were confirmed, for whoever owned the customer
-- that day. Own accounts of staff and customers nobody knows bring nobody income.
with wealth_orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version and order_status = 'CONFIRMED' and fee <> 0
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

owner_periods as (
    select * from {{ ref('int_customer_owner_periods') }}
),

own_accounts as (
    select * from {{ ref('int_own_accounts') }}
),

earned as (
    select
        coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
        coalesce(wealth_orders.confirm_date, cast(wealth_orders.applied_at as date)) as work_date,
        wealth_orders.fee
    from wealth_orders
    left join customer_sources
        on wealth_orders.core_customer_no = customer_sources.source_customer_id
)

select
    owner_periods.staff_id,
    owner_periods.branch_code,
    earned.work_date,
    cast(sum(earned.fee) as decimal(28, 10)) as fee
from earned
inner join owner_periods
    on
        earned.customer_key = owner_periods.customer_key
        and earned.work_date >= owner_periods.owned_from
        and earned.work_date < coalesce(owner_periods.owned_to, date '9999-12-31')
left join own_accounts
    on earned.customer_key = own_accounts.customer_key
where own_accounts.customer_key is null and earned.customer_key <> 'UNASSIGNED'
group by 1, 2, 3
