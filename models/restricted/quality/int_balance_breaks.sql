-- Days on which an account's balance moved by another amount than its transactions. Whole months
-- are compared first, so that days are looked at only where a month does not add up.
with deposit_months as (
    select * from {{ ref('int_deposit_months') }}
),

balances as (
    select * from {{ ref('stg_core__balances') }}
    where not is_rejected
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'core_balance_daily'
),

posted as (
    select * from {{ ref('int_posted_amounts_daily') }}
),

-- Before the first transaction the bank delivered, no movement can be explained.
told_since as (
    select min(posting_date) as first_posting_date from posted
),

latest_owners as (
    select
        deposit_months.*,
        max(last_balance_date) over (partition by account_no, month_end) as closing_date
    from deposit_months
),

closings as (
    select
        account_no,
        month_end,
        max(closing_date) as closing_date,
        sum(last_owner_balance) as closing_balance
    from latest_owners
    where last_balance_date = closing_date
    group by account_no, month_end
),

posted_months as (
    select
        account_no,
        {{ month_end('posting_date') }} as month_end,
        sum(signed_amount) as signed_amount
    from posted
    group by account_no, {{ month_end('posting_date') }}
),

compared as (
    select
        closings.account_no,
        closings.month_end,
        closings.closing_balance - coalesce(posted_months.signed_amount, 0)
        - lag(closings.closing_balance) over (
            partition by closings.account_no order by closings.month_end
        ) as difference
    from closings
    left join posted_months
        on
            closings.account_no = posted_months.account_no
            and closings.month_end = posted_months.month_end
),

doubtful_accounts as (
    select distinct account_no from compared
    where difference <> 0
),

balance_steps as (
    select
        balances.account_no,
        balances.balance_date,
        balances.batch_date,
        balances.src_file,
        balances.src_row_no,
        balances.balance,
        lag(balances.balance) over (
            partition by balances.account_no order by balances.balance_date
        ) as previous_balance,
        lag(balances.balance_date) over (
            partition by balances.account_no order by balances.balance_date
        ) as previous_date
    from balances
    inner join doubtful_accounts
        on balances.account_no = doubtful_accounts.account_no
    inner join snapshot_dates
        on
            balances.balance_date = snapshot_dates.snapshot_date
            and balances.batch_date = snapshot_dates.batch_date
),

explained as (
    select
        balance_steps.account_no,
        balance_steps.balance_date,
        balance_steps.batch_date,
        balance_steps.src_file,
        balance_steps.src_row_no,
        max(balance_steps.balance - balance_steps.previous_balance) as moved,
        coalesce(sum(posted.signed_amount), 0) as signed_amount
    from balance_steps
    left join posted
        on
            balance_steps.account_no = posted.account_no
            and balance_steps.previous_date < posted.posting_date
            and balance_steps.balance_date >= posted.posting_date
    inner join told_since
        on balance_steps.previous_date >= told_since.first_posting_date
    group by
        balance_steps.account_no,
        balance_steps.balance_date,
        balance_steps.batch_date,
        balance_steps.src_file,
        balance_steps.src_row_no
)

select
    'core_balance_daily-52' as rule_id,
    {{ record_key(['account_no', 'balance_date']) }} as record_key,
    batch_date,
    src_file,
    src_row_no
from explained
where moved <> signed_amount
