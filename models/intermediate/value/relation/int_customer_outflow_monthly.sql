-- What each customer sent to an own account at another bank: as e-banking tells it of its users, as
-- core tells it of others. Who has neither is unknown, and so is core where it delivers nothing.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

customer_reach as (
    select * from {{ ref('int_customer_reach') }}
),

flows as (
    select * from {{ ref('int_customer_flows_monthly') }}
),

online_flows as (
    select * from {{ ref('int_customer_online_own_name_flows') }}
),

window_slices as (
    select * from {{ ref('int_window_slices') }}
),

feeds as (
    select
        count(case when feed = 'core_transaction' then 1 end) > 0 as has_core,
        count(case when feed = 'ebk_transaction' then 1 end) > 0 as has_ebank
    from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
),

online as (
    select
        online_flows.customer_key,
        window_slices.month_end,
        sum(case when window_slices.is_in_180d then online_flows.amount_cny else 0 end)
            as amount_180d,
        sum(online_flows.amount_cny) as amount_12m
    from online_flows
    inner join window_slices
        on online_flows.slice_start = window_slices.slice_start
    group by 1, 2
),

reached as (
    select
        customer_months.customer_key,
        customer_months.month_end,
        feeds.has_ebank
        and coalesce(customer_reach.user_since <= customer_months.window_end, false) as is_user,
        feeds.has_core
        and coalesce(customer_reach.depositor_since <= customer_months.window_end, false)
            as is_depositor
    from customer_months
    cross join feeds
    left join customer_reach
        on customer_months.customer_key = customer_reach.customer_key
)

select
    reached.customer_key,
    reached.month_end,
    cast(case
        when reached.is_user then coalesce(online.amount_180d, 0)
        when reached.is_depositor then coalesce(flows.own_name_debit_180d, 0)
    end as decimal(38, 8)) as own_name_outflow_180d,
    -- Only core tells what came back.
    cast(case
        when reached.is_depositor and flows.own_name_net_outflow_12m > 0
            then flows.own_name_net_outflow_12m
        when reached.is_depositor then 0
        when reached.is_user then coalesce(online.amount_12m, 0)
    end as decimal(38, 8)) as external_asset_estimate
from reached
left join flows
    on
        reached.customer_key = flows.customer_key
        and reached.month_end = flows.month_end
left join online
    on
        reached.customer_key = online.customer_key
        and reached.month_end = online.month_end
