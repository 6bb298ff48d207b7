-- Card spend per customer and month, dated by posting: purchases less refunds, for the customer who
-- owes for the card; supplementary cards included.
with card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
    where transaction_type in ('PUR', 'REFUND') and posting_date is not null
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
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    {{ month_end('card_transactions.posting_date') }} as month_end,
    cast(sum(
        case when card_transactions.transaction_type = 'REFUND' then -1 else 1 end
        * card_transactions.billing_amount * fx_rates.mid_rate
    ) as decimal(38, 8)) as card_spend_cny,
    cast(sum(card_transactions.transactions) as bigint) as card_transactions
from card_transactions
left join card_holders
    on card_transactions.card_no = card_holders.card_no
left join customer_sources
    on card_holders.owner_card_customer_no = customer_sources.source_customer_id
left join fx_rates
    on
        card_transactions.billing_currency_code = fx_rates.currency_code
        and card_transactions.posting_date = fx_rates.rate_date
group by 1, 2
