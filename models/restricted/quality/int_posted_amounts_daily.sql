-- What the newest versions of the core's transactions did to each account on each posting day:
-- reversals and what they took back both count, because both moved the balance.
with transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where not is_rejected
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'core_transaction'
)

select
    transactions.account_no,
    coalesce(transactions.posting_date, transactions.transaction_date) as posting_date,
    cast(sum(case
        when transactions.debit_credit = 'C' then transactions.amount
        else -transactions.amount
    end) as decimal(24, 2)) as signed_amount
from transactions
left join superseded_events
    on
        transactions.batch_date = superseded_events.batch_date
        and transactions.src_file = superseded_events.src_file
        and transactions.src_row_no = superseded_events.src_row_no
where superseded_events.feed is null
group by
    transactions.account_no,
    coalesce(transactions.posting_date, transactions.transaction_date)
