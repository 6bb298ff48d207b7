-- Confirmed investment orders per customer and month: their amount, and what it costs the channel
-- to bring it in, per 10,000. Dividends come by themselves.
with wealth_orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version and order_status = 'CONFIRMED' and coalesce(side, 'SUB') <> 'DIV'
),

channel_costs as (
    select * from {{ ref('int_channel_costs') }}
    where business_type = 'INVESTMENT'
),

dated as (
    select
        core_customer_no,
        channel_code,
        confirm_amount,
        cast(coalesce(confirm_date, applied_at) as date) as order_date
    from wealth_orders
)

select
    dated.core_customer_no,
    {{ month_end('dated.order_date') }} as month_end,
    dated.channel_code,
    cast(count(*) as bigint) as transactions,
    cast(sum(dated.confirm_amount) as decimal(38, 8)) as amount_cny,
    cast(sum(dated.confirm_amount * channel_costs.base_part) / 10000 as decimal(38, 8))
        as base_cost
from dated
left join channel_costs
    on
        dated.channel_code = channel_costs.channel_code
        and dated.order_date >= channel_costs.valid_from
        and dated.order_date < channel_costs.valid_to
group by 1, 2, 3
