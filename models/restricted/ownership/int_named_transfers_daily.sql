{{ partitioned_by('event_date', 'int_named_transfer_versions') }}

-- Transfers that name a counterparty, by that name in the form names are compared in. Nothing
-- looked up stands here, so that a corrected name or owner makes no day anew.
with transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where
        not is_rejected
        and {{ in_touched('transaction_date') }}
        and coalesce(reversal_flag, 'N') not in ('R', 'X')
        and counterparty_name is not null
),

transaction_codes as (
    select * from {{ ref('transaction_code') }}
    where
        is_financial
        and not is_payroll
        and not is_own_product
        and business_type in ('TRANSFER', 'DEPOSIT')
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'core_transaction'
),

reversed_transactions as (
    select * from {{ ref('int_reversed_transactions') }}
),

named as (
    select
        transactions.transaction_date as event_date,
        transactions.account_no,
        {{ name_normalised('transactions.counterparty_name') }} as counterparty_name,
        transactions.counterparty_bank_code,
        transactions.debit_credit,
        transactions.currency_code,
        transactions.amount
    from transactions
    inner join transaction_codes
        on transactions.transaction_code = transaction_codes.transaction_code
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
)

select
    event_date,
    account_no,
    counterparty_name,
    counterparty_bank_code,
    debit_credit,
    currency_code,
    count(*) as transactions,
    cast(sum(amount) as decimal(38, 2)) as amount
from named
group by 1, 2, 3, 4, 5, 6
