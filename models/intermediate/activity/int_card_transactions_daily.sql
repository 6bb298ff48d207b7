{{ partitioned_by('event_date', 'int_event_dates', "feed = 'card_transaction'") }}

-- Card transactions per card and day, each once. Activity is dated by the transaction, money by its
-- posting; what has no posting date has not been posted.
with transactions as (
    select * from {{ ref('stg_card__transactions') }}
    where
        not is_rejected
        and {{ in_touched('transaction_date') }}
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'card_transaction'
)

select
    transactions.transaction_date as event_date,
    transactions.posting_date,
    transactions.card_no,
    transactions.transaction_type,
    transactions.merchant_category_code as merchant_category,
    transactions.channel_code,
    transactions.is_online,
    transactions.billing_currency_code,
    count(*) as transactions,
    cast(sum(transactions.billing_amount) as decimal(38, 2)) as billing_amount
from transactions
left join superseded_events
    on
        transactions.batch_date = superseded_events.batch_date
        and transactions.src_file = superseded_events.src_file
        and transactions.src_row_no = superseded_events.src_row_no
where superseded_events.feed is null
group by
    transactions.transaction_date,
    transactions.posting_date,
    transactions.card_no,
    transactions.transaction_type,
    transactions.merchant_category_code,
    transactions.channel_code,
    transactions.is_online,
    transactions.billing_currency_code
