-- Days on which an account should be in the snapshot and no accepted row is: absent, or
-- quarantined.
with deposit_months as (
    select * from {{ ref('int_deposit_months') }}
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

balances as (
    select * from {{ ref('stg_core__balances') }}
),

numbered_dates as (
    select
        snapshot_date,
        batch_date,
        row_number() over (order by snapshot_date) as date_no,
        max(snapshot_date) over () as last_snapshot_date
    from {{ ref('int_snapshot_dates') }}
    where feed = 'core_balance_daily'
),

seen as (
    select
        account_no,
        sum(days_as_primary) as days_seen,
        min(first_balance_date) as first_date,
        max(last_balance_date) as last_seen_date
    from deposit_months
    group by account_no
),

expected as (
    select
        seen.account_no,
        seen.days_seen,
        seen.first_date,
        case
            when accounts.account_status = 'C' or accounts.close_date is not null
                then seen.last_seen_date
            else numbered_dates.last_snapshot_date
        end as last_date
    from seen
    inner join numbered_dates
        on seen.first_date = numbered_dates.snapshot_date
    left join accounts
        on seen.account_no = accounts.account_no
),

incomplete as (
    select expected.*
    from expected
    inner join numbered_dates as firsts
        on expected.first_date = firsts.snapshot_date
    inner join numbered_dates as lasts
        on expected.last_date = lasts.snapshot_date
    where lasts.date_no - firsts.date_no + 1 > expected.days_seen
),

delivered as (
    select
        balances.account_no,
        balances.balance_date,
        balances.is_rejected
    from balances
    inner join incomplete
        on balances.account_no = incomplete.account_no
    inner join numbered_dates
        on
            balances.balance_date = numbered_dates.snapshot_date
            and balances.batch_date = numbered_dates.batch_date
)

select
    incomplete.account_no,
    numbered_dates.snapshot_date as balance_date,
    case when delivered.is_rejected then 'QUARANTINED' else 'ABSENT' end as reason
from incomplete
inner join numbered_dates
    on numbered_dates.snapshot_date between incomplete.first_date and incomplete.last_date
left join delivered
    on
        incomplete.account_no = delivered.account_no
        and numbered_dates.snapshot_date = delivered.balance_date
where coalesce(delivered.is_rejected, true)
