-- Every day and cell on which accounts and ledger differ, with the cause: a break nobody can
-- explain has none and fails R-03 or R-04.
with ledger_breaks as (
    select * from {{ ref('int_ledger_breaks') }}
)

select
    cast(ledger_subject as varchar(20)) as ledger_subject,
    cast(branch_code as varchar(20)) as branch_code,
    cast(currency_code as varchar(3)) as currency_code,
    balance_date,
    account_total,
    ledger_total,
    difference,
    cast(cause as varchar(60)) as cause,
    cast(cause_rows as bigint) as cause_rows
from ledger_breaks
