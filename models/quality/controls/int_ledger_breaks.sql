-- Days on which accounts and ledger differ, each with its cause where one is known: a row that was
-- quarantined, an account missing from the snapshot, or an account nobody delivered.
with ledger_comparison as (
    select * from {{ ref('int_ledger_comparison') }}
    where abs(difference) >= 0.01
),

balance_gaps as (
    select * from {{ ref('int_balance_gaps') }}
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

ledger_subjects as (
    select * from {{ ref('ledger_subject') }}
    where feed = 'core_account'
),

causes as (
    select
        ledger_subjects.ledger_subject,
        accounts.open_branch as branch_code,
        accounts.currency_code,
        balance_gaps.balance_date,
        {{ string_agg_sorted('distinct balance_gaps.reason', ', ', 'balance_gaps.reason') }}
            as cause,
        count(*) as cause_rows
    from balance_gaps
    inner join accounts
        on balance_gaps.account_no = accounts.account_no
    left join ledger_subjects
        on accounts.account_type = ledger_subjects.account_kind
    group by 1, 2, 3, 4
)

select
    ledger_comparison.*,
    case
        when ledger_comparison.ledger_subject is null then 'UNMAPPED_ACCOUNT'
        else causes.cause
    end as cause,
    coalesce(causes.cause_rows, 0) as cause_rows
from ledger_comparison
left join causes
    on
        ledger_comparison.ledger_subject = causes.ledger_subject
        and ledger_comparison.branch_code is not distinct from causes.branch_code
        and ledger_comparison.currency_code = causes.currency_code
        and ledger_comparison.balance_date = causes.balance_date
