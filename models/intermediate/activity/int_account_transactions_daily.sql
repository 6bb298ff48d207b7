{{ partitioned_by('event_date', 'int_event_dates', "feed = 'core_transaction'") }}

-- Core transactions per account and day, each once, without those that were reversed.
with transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where
        not is_rejected
        and {{ in_touched('transaction_date') }}
        and coalesce(reversal_flag, 'N') not in ('R', 'X')
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'core_transaction'
),

reversed_transactions as (
    select * from {{ ref('int_reversed_transactions') }}
)

select
    transactions.transaction_date as event_date,
    transactions.account_no,
    transactions.transaction_code,
    transactions.channel_code,
    transactions.debit_credit,
    transactions.currency_code,
    count(*) as transactions,
    cast(sum(transactions.amount) as decimal(38, 2)) as amount
from transactions
left join superseded_events
    on
        transactions.batch_date = superseded_events.batch_date
        and transactions.src_file = superseded_events.src_file
        and transactions.src_row_no = superseded_events.src_row_no
left join reversed_transactions
    on transactions.transaction_id = reversed_transactions.transaction_id
where
    superseded_events.feed is null
    and reversed_transactions.transaction_id is null
group by
    transactions.transaction_date,
    transactions.account_no,
    transactions.transaction_code,
    transactions.channel_code,
    transactions.debit_credit,
    transactions.currency_code
