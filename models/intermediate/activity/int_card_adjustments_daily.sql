-- Posted adjustments that take a purchase off the bill, per card and day, with the purchase's
-- merchant category. Adjustments that waive fees or move debt into a plan name no purchase.
with transactions as (
    select * from {{ ref('stg_card__transactions') }}
    where not is_rejected
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'card_transaction'
),

adjustments as (
    select transactions.*
    from transactions
    left join superseded_events
        on
            transactions.batch_date = superseded_events.batch_date
            and transactions.src_file = superseded_events.src_file
            and transactions.src_row_no = superseded_events.src_row_no
    where
        superseded_events.feed is null
        and transactions.transaction_type = 'ADJ'
        and transactions.original_transaction_id is not null
        and transactions.posting_date is not null
),

purchases as (
    select
        transaction_id,
        max_by(merchant_category_code, batch_date) as merchant_category
    from transactions
    where transaction_type = 'PUR'
    group by 1
)

select
    adjustments.posting_date,
    adjustments.card_no,
    purchases.merchant_category,
    adjustments.billing_currency_code,
    count(*) as transactions,
    cast(sum(adjustments.billing_amount) as decimal(38, 2)) as billing_amount
from adjustments
inner join purchases
    on adjustments.original_transaction_id = purchases.transaction_id
group by 1, 2, 3, 4
