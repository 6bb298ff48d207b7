-- Net new money of a day for whoever owned the customer that day, and of each branch's customers
-- whom nobody owns. Own accounts of staff and customers nobody knows are left out.
with net_inflows as (
    select * from {{ ref('int_customer_net_inflows') }}
),

owner_periods as (
    select * from {{ ref('int_customer_owner_periods') }}
),

own_accounts as (
    select * from {{ ref('int_own_accounts') }}
)

select
    owner_periods.staff_id,
    owner_periods.branch_code,
    net_inflows.event_date as work_date,
    cast(sum(net_inflows.net_inflow_cny) as decimal(28, 10)) as net_inflow
from net_inflows
inner join owner_periods
    on
        net_inflows.customer_key = owner_periods.customer_key
        and net_inflows.event_date >= owner_periods.owned_from
        and net_inflows.event_date < coalesce(owner_periods.owned_to, date '9999-12-31')
left join own_accounts
    on net_inflows.customer_key = own_accounts.customer_key
where own_accounts.customer_key is null and net_inflows.customer_key <> 'UNASSIGNED'
group by 1, 2, 3
