-- Loan balances of standing snapshots that were quarantined: the ledger counts them, we cannot.
with loan_balances as (
    select * from {{ ref('stg_loan__balances') }}
    where is_rejected
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'loan_balance_daily'
)

select
    loan_balances.contract_no,
    loan_balances.balance_date,
    'QUARANTINED' as reason
from loan_balances
inner join snapshot_dates
    on
        loan_balances.balance_date = snapshot_dates.snapshot_date
        and loan_balances.batch_date = snapshot_dates.batch_date
