-- Core transactions that a reversal took back: neither of the two is activity.
with transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where not is_rejected
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'core_transaction'
),

reversals as (
    select
        transactions.transaction_id as reversal_transaction_id,
        transactions.original_transaction_id
    from transactions
    left join superseded_events
        on
            transactions.batch_date = superseded_events.batch_date
            and transactions.src_file = superseded_events.src_file
            and transactions.src_row_no = superseded_events.src_row_no
    where
        transactions.reversal_flag = 'R'
        and transactions.original_transaction_id is not null
        and superseded_events.feed is null
)

select distinct
    transactions.transaction_id,
    transactions.transaction_date
from transactions
inner join reversals
    on transactions.transaction_id = reversals.original_transaction_id
