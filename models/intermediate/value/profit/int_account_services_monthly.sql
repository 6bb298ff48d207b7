-- Transactions of deposit accounts per account, month, channel and business type, with what serving
-- them cost on their day. Investments are left out: their cost goes by the order's amount.
with account_transactions as (
    select * from {{ ref('int_account_transactions_daily') }}
),

transaction_codes as (
    select * from {{ ref('transaction_code') }}
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
    account_transactions.account_no,
    {{ month_end('account_transactions.event_date') }} as month_end,
    account_transactions.channel_code,
    coalesce(transaction_codes.business_type, 'OTHER') as business_type,
    max(account_transactions.event_date) as last_event_date,
    cast(sum(account_transactions.transactions) as bigint) as transactions,
    cast(sum(
        account_transactions.amount
        * case
            when account_transactions.currency_code = run_context.reporting_currency then 1
            else fx_rates.mid_rate
        end
    ) as decimal(38, 8)) as amount_cny,
    cast(
        sum(account_transactions.transactions * channel_costs.unit_cost_per_transaction)
        as decimal(38, 8)
    ) as base_cost
from account_transactions
cross join run_context
left join transaction_codes
    on account_transactions.transaction_code = transaction_codes.transaction_code
left join channel_costs
    on
        account_transactions.channel_code = channel_costs.channel_code
        and coalesce(transaction_codes.business_type, 'OTHER') = channel_costs.business_type
        and account_transactions.event_date >= channel_costs.valid_from
        and account_transactions.event_date < channel_costs.valid_to
left join fx_rates
    on
        account_transactions.currency_code = fx_rates.currency_code
        and account_transactions.event_date = fx_rates.rate_date
where coalesce(transaction_codes.business_type, 'OTHER') <> 'INVESTMENT'
group by 1, 2, 3, 4
