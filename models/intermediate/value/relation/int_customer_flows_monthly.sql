-- What came to each customer from outside and left it, over the windows that end with each month.
-- A move between own accounts inside the bank is neither.
with external_flows as (
    select * from {{ ref('int_customer_external_flows') }}
),

own_name_flows as (
    select * from {{ ref('int_customer_own_name_flows') }}
),

window_slices as (
    select * from {{ ref('int_window_slices') }}
),

netted as (
    select
        external_flows.customer_key,
        external_flows.slice_start,
        external_flows.credit_cny - coalesce(own_name_flows.inside_credit_cny, 0) as credit_cny,
        external_flows.debit_cny - coalesce(own_name_flows.inside_debit_cny, 0) as debit_cny,
        external_flows.credits - coalesce(own_name_flows.inside_credits, 0) as credits,
        external_flows.salaries,
        external_flows.card_uses,
        coalesce(own_name_flows.other_bank_debit_cny, 0) as other_bank_debit_cny,
        coalesce(own_name_flows.other_bank_credit_cny, 0) as other_bank_credit_cny
    from external_flows
    left join own_name_flows
        on
            external_flows.customer_key = own_name_flows.customer_key
            and external_flows.slice_start = own_name_flows.slice_start
)

select
    netted.customer_key,
    window_slices.month_end,
    cast(
        sum(case when window_slices.is_in_90d then netted.credit_cny - netted.debit_cny else 0 end)
        as decimal(38, 8)
    ) as net_new_money_90d,
    cast(
        sum(case when window_slices.is_in_180d then netted.credit_cny else 0 end)
        as decimal(38, 8)
    ) as external_inflow_180d,
    cast(
        sum(case when window_slices.is_in_180d then netted.other_bank_debit_cny else 0 end)
        as decimal(38, 8)
    ) as own_name_debit_180d,
    cast(sum(netted.other_bank_debit_cny - netted.other_bank_credit_cny) as decimal(38, 8))
        as own_name_net_outflow_12m,
    count(distinct case
        when window_slices.is_in_180d and netted.credits > 0 then window_slices.slice_month
    end) as inflow_months_180d,
    count(distinct case
        when window_slices.is_in_90d and netted.salaries > 0 then window_slices.slice_month
    end) as salary_months_90d,
    cast(
        sum(case when window_slices.is_in_90d then netted.card_uses else 0 end)
        as bigint
    )
        as card_uses_90d
from netted
inner join window_slices
    on netted.slice_start = window_slices.slice_start
group by 1, 2
