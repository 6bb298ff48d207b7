-- Card spend per customer and month, dated by posting, for the customer who owes for the card,
-- supplementary cards included: purchases less refunds and less what was taken off the bill again.
-- Money that only changes its shape (wallets, money transfer) is not spent.
with card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
    where transaction_type in ('PUR', 'REFUND') and posting_date is not null
),

card_adjustments as (
    select * from {{ ref('int_card_adjustments_daily') }}
),

merchant_categories as (
    select * from {{ ref('merchant_category') }}
),

card_holders as (
    select * from {{ ref('int_card_holders') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'card'
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

spent as (
    select
        card_no,
        posting_date,
        merchant_category,
        billing_currency_code,
        transactions,
        case when transaction_type = 'REFUND' then -billing_amount else billing_amount end
            as amount
    from card_transactions

    union all

    select
        card_no,
        posting_date,
        merchant_category,
        billing_currency_code,
        0 as transactions,
        billing_amount as amount
    from card_adjustments
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    {{ month_end('spent.posting_date') }} as month_end,
    cast(sum(spent.amount * fx_rates.mid_rate) as decimal(38, 8)) as card_spend_cny,
    cast(sum(spent.transactions) as bigint) as card_transactions
from spent
left join merchant_categories
    on spent.merchant_category = merchant_categories.merchant_category
left join card_holders
    on spent.card_no = card_holders.card_no
left join customer_sources
    on card_holders.owner_card_customer_no = customer_sources.source_customer_id
left join fx_rates
    on
        spent.billing_currency_code = fx_rates.currency_code
        and spent.posting_date = fx_rates.rate_date
where not coalesce(merchant_categories.is_quasi_cash, false)
group by 1, 2
