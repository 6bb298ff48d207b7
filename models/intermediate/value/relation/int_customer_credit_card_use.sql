-- Slices of days in which a customer used a credit card: what was bought, drawn or repaid and
-- posted. A supplementary card is used by its holder.
with card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
    where transaction_type in ('PUR', 'CASH', 'PAY') and posting_date is not null
),

card_holders as (
    select * from {{ ref('int_card_holders') }}
),

slice_days as (
    select * from {{ ref('int_slice_days') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'card'
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    slice_days.slice_start,
    cast(sum(card_transactions.transactions) as bigint) as card_uses
from card_transactions
inner join slice_days
    on card_transactions.event_date = slice_days.event_date
left join card_holders
    on card_transactions.card_no = card_holders.card_no
left join customer_sources
    on card_holders.user_card_customer_no = customer_sources.source_customer_id
group by 1, 2
