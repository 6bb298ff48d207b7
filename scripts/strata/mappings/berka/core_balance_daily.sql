-- One row per account and calendar day: a day without transactions keeps the balance of the day
-- before. It starts with the first transaction, which is the day the account was opened, and runs
-- to the last day of the extract for every account, because the contract reads an account that is
-- missing from a snapshot as one that holds nothing.
--
-- Know what this means: each account's transactions end shortly before its loan was granted, so its
-- later days repeat the last balance known. The 4,146 accounts without transactions get no row:
-- nobody knows what they hold.
with intervals as (
    select
        account_id,
        posting_date,
        balance,
        lead(posting_date) over (partition by account_id order by posting_date) as next_posting_date
    from day_ends
),

days as (
    select
        account_id,
        balance,
        unnest(range(
            posting_date,
            coalesce(next_posting_date, getvariable('batch_date') + 1),
            interval 1 day
        )) as day_at
    from intervals
)

select
    account_id as acct_no,
    cast(day_at as date) as biz_date,
    balance
from days
