-- Whether balances moved as the account's entries say (R-06), whether a reversal takes back what it
-- names, to the cent and on the other side (R-11), and how many name nothing (R-11b). Shares are
-- told per 10,000.
with balance_breaks as (
    select count(*) as breaks from {{ ref('int_balance_breaks') }}
),

account_days as (
    select sum(days_as_primary) as account_days from {{ ref('int_deposit_months') }}
),

transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where not is_rejected
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'core_transaction'
),

counted as (
    select sum(transactions) as transactions from {{ ref('int_account_transactions_daily') }}
),

reversals as (
    select transactions.*
    from transactions
    left join superseded_events
        on
            transactions.batch_date = superseded_events.batch_date
            and transactions.src_file = superseded_events.src_file
            and transactions.src_row_no = superseded_events.src_row_no
    where transactions.reversal_flag = 'R' and superseded_events.feed is null
),

-- A named original that was delivered twice is one: every version must be taken back.
originals as (
    select distinct
        transactions.transaction_id,
        transactions.account_no,
        transactions.debit_credit,
        transactions.amount
    from transactions
    inner join reversals
        on transactions.transaction_id = reversals.original_transaction_id
    left join superseded_events
        on
            transactions.batch_date = superseded_events.batch_date
            and transactions.src_file = superseded_events.src_file
            and transactions.src_row_no = superseded_events.src_row_no
    where superseded_events.feed is null
),

pairs as (
    select
        reversals.amount as taken_back,
        originals.amount as original_amount,
        originals.transaction_id is null as is_orphan,
        coalesce(originals.account_no <> reversals.account_no, true)
        or coalesce(originals.debit_credit = reversals.debit_credit, true) as is_one_sided
    from reversals
    left join originals
        on reversals.original_transaction_id = originals.transaction_id
)

select
    'R-06' as control_id,
    cast(account_days.account_days as decimal(24, 2)) as left_value,
    cast(account_days.account_days - balance_breaks.breaks as decimal(24, 2)) as right_value,
    cast(
        balance_breaks.breaks * 10000 / nullif(account_days.account_days, 0) as decimal(24, 6)
    ) as difference
from balance_breaks
cross join account_days

union all

select
    'R-11' as control_id,
    cast(coalesce(sum(taken_back), 0) as decimal(24, 2)) as left_value,
    cast(coalesce(sum(original_amount), 0) as decimal(24, 2)) as right_value,
    cast(
        coalesce(sum(
            case
                when is_one_sided then taken_back + original_amount
                else abs(taken_back - original_amount)
            end
        ), 0) as decimal(24, 6)
    ) as difference
from pairs
where not is_orphan

union all

select
    'R-11b' as control_id,
    cast(max(counted.transactions) as decimal(24, 2)) as left_value,
    cast(count(case when pairs.is_orphan then 1 end) as decimal(24, 2)) as right_value,
    cast(
        count(case when pairs.is_orphan then 1 end) * 10000
        / nullif(max(counted.transactions), 0) as decimal(24, 6)
    ) as difference
from counted
left join pairs
    on true
