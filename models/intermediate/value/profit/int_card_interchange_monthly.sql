-- What merchants pay the bank for purchases by credit card, refunds given back, for the customer
-- who owes for the card; a category without a rate takes the usual one.
with card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
    where transaction_type in ('PUR', 'REFUND') and posting_date is not null
),

card_holders as (
    select * from {{ ref('int_card_holders') }}
),

merchant_categories as (
    select * from {{ ref('merchant_category') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'card'
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    {{ month_end('card_transactions.posting_date') }} as month_end,
    cast(sum(
        case when card_transactions.transaction_type = 'REFUND' then -1 else 1 end
        * card_transactions.billing_amount
        * case
            when card_transactions.billing_currency_code = run_context.reporting_currency then 1
            else fx_rates.mid_rate
        end
        * coalesce(merchant_categories.interchange_rate, usual.interchange_rate)
    ) as decimal(38, 8)) as interchange
from card_transactions
cross join run_context
left join merchant_categories
    on card_transactions.merchant_category = merchant_categories.merchant_category
left join merchant_categories as usual
    on usual.merchant_category = 'OTHER'
left join card_holders
    on card_transactions.card_no = card_holders.card_no
left join customer_sources
    on card_holders.owner_card_customer_no = customer_sources.source_customer_id
left join fx_rates
    on
        card_transactions.billing_currency_code = fx_rates.currency_code
        and card_transactions.posting_date = fx_rates.rate_date
group by 1, 2
