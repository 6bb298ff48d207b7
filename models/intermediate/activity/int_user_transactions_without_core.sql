-- E-banking transactions that name a core transaction core does not know: nobody else counts them.
with transactions as (
    select * from {{ ref('stg_ebank__transactions') }}
    where not is_rejected and core_transaction_id is not null
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'ebk_transaction'
),

core_transactions as (
    select distinct transaction_id from {{ ref('stg_core__transactions') }}
    where not is_rejected
)

select
    transactions.transaction_date as event_date,
    transactions.user_id,
    transactions.channel_code,
    transactions.transaction_type,
    transactions.transaction_status,
    count(*) as transactions
from transactions
left join superseded_events
    on
        transactions.batch_date = superseded_events.batch_date
        and transactions.src_file = superseded_events.src_file
        and transactions.src_row_no = superseded_events.src_row_no
left join core_transactions
    on transactions.core_transaction_id = core_transactions.transaction_id
where
    superseded_events.feed is null
    and core_transactions.transaction_id is null
group by
    transactions.transaction_date,
    transactions.user_id,
    transactions.channel_code,
    transactions.transaction_type,
    transactions.transaction_status
