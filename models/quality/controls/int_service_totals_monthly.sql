-- What accounts, cards and orders had done per month, channel and business type, whosever they are;
-- investments with their amount at the channel's rate.
with account_days as (
    select
        event_date,
        transaction_code,
        channel_code,
        currency_code,
        sum(transactions) as transactions,
        sum(amount) as amount
    from {{ ref('int_account_transactions_daily') }}
    group by event_date, transaction_code, channel_code, currency_code
),

card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
    where posting_date is not null
),

wealth_orders as (
    select * from {{ ref('stg_core__wealth_orders') }}
    where is_current_version and order_status = 'CONFIRMED' and coalesce(side, 'SUB') <> 'DIV'
),

transaction_codes as (
    select * from {{ ref('transaction_code') }}
),

service_types as (
    select * from {{ ref('card_service_type') }}
    where business_type is not null
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

channel_costs as (
    select * from {{ ref('int_channel_costs') }}
    where business_type = 'INVESTMENT'
),

services as (
    select
        'core_transaction' as feed,
        account_days.event_date as service_date,
        account_days.channel_code,
        account_days.currency_code,
        coalesce(transaction_codes.business_type, 'OTHER') as business_type,
        account_days.transactions,
        account_days.amount
    from account_days
    left join transaction_codes
        on account_days.transaction_code = transaction_codes.transaction_code
    where coalesce(transaction_codes.business_type, 'OTHER') <> 'INVESTMENT'

    union all

    select
        'card_transaction' as feed,
        card_transactions.posting_date as service_date,
        card_transactions.channel_code,
        card_transactions.billing_currency_code as currency_code,
        service_types.business_type,
        card_transactions.transactions,
        card_transactions.billing_amount as amount
    from card_transactions
    inner join service_types
        on card_transactions.transaction_type = service_types.transaction_type

    union all

    select
        'core_wealth_order' as feed,
        cast(coalesce(wealth_orders.confirm_date, wealth_orders.applied_at) as date)
            as service_date,
        wealth_orders.channel_code,
        run_context.reporting_currency as currency_code,
        'INVESTMENT' as business_type,
        1 as transactions,
        wealth_orders.confirm_amount as amount
    from wealth_orders
    cross join run_context
)

select
    services.feed,
    {{ month_end('services.service_date') }} as month_end,
    services.channel_code,
    services.business_type,
    cast(sum(services.transactions) as bigint) as transactions,
    cast(sum(
        services.amount
        * case
            when services.currency_code = run_context.reporting_currency then 1
            else fx_rates.mid_rate
        end
    ) as decimal(38, 8)) as amount_cny,
    cast(sum(services.amount * channel_costs.base_part) / 10000 as decimal(38, 8)) as cost
from services
cross join run_context
left join fx_rates
    on
        services.currency_code = fx_rates.currency_code
        and services.service_date = fx_rates.rate_date
left join channel_costs
    on
        services.business_type = channel_costs.business_type
        and services.channel_code = channel_costs.channel_code
        and services.service_date >= channel_costs.valid_from
        and services.service_date < channel_costs.valid_to
group by
    services.feed,
    {{ month_end('services.service_date') }},
    services.channel_code,
    services.business_type
