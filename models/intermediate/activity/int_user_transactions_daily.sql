{{ partitioned_by('event_date', 'int_event_dates', "feed = 'ebk_transaction'") }}

-- E-banking transactions per user and day, each once, by whether core books them too: only the
-- others are movements of their own.
with transactions as (
    select * from {{ ref('stg_ebank__transactions') }}
    where
        not is_rejected
        and {{ in_touched('transaction_date') }}
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'ebk_transaction'
)

select
    transactions.transaction_date as event_date,
    transactions.user_id,
    transactions.transaction_type,
    transactions.channel_code,
    transactions.transaction_status,
    transactions.currency_code,
    coalesce(transactions.is_own_name_other_bank, false) as is_own_name_other_bank,
    transactions.core_transaction_id is not null as is_booked_by_core,
    count(*) as transactions,
    cast(sum(transactions.amount) as decimal(38, 2)) as amount
from transactions
left join superseded_events
    on
        transactions.batch_date = superseded_events.batch_date
        and transactions.src_file = superseded_events.src_file
        and transactions.src_row_no = superseded_events.src_row_no
where superseded_events.feed is null
group by all
