-- Posted card transactions per card, month, channel and business type, with what serving them cost.
-- What the bank books itself, and repayments, which core counts, are no service.
with card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
    where posting_date is not null
),

service_types as (
    select * from {{ ref('card_service_type') }}
    where business_type is not null
),

channel_costs as (
    select * from {{ ref('int_channel_costs') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
)

select
    card_transactions.card_no,
    {{ month_end('card_transactions.posting_date') }} as month_end,
    card_transactions.channel_code,
    service_types.business_type,
    cast(sum(card_transactions.transactions) as bigint) as transactions,
    cast(sum(
        card_transactions.billing_amount
        * case
            when card_transactions.billing_currency_code = run_context.reporting_currency then 1
            else fx_rates.mid_rate
        end
    ) as decimal(38, 8)) as amount_cny,
    cast(
        sum(card_transactions.transactions * channel_costs.unit_cost_per_transaction)
        as decimal(38, 8)
    ) as base_cost
from card_transactions
inner join service_types
    on card_transactions.transaction_type = service_types.transaction_type
cross join run_context
left join channel_costs
    on
        card_transactions.channel_code = channel_costs.channel_code
        and service_types.business_type = channel_costs.business_type
        and card_transactions.posting_date >= channel_costs.valid_from
        and card_transactions.posting_date < channel_costs.valid_to
left join fx_rates
    on
        card_transactions.billing_currency_code = fx_rates.currency_code
        and card_transactions.posting_date = fx_rates.rate_date
group by 1, 2, 3, 4
