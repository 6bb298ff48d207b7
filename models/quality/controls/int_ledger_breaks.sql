-- Days on which accounts and ledger differ, each with its cause where one is known: a row that was
-- quarantined, an account missing from the snapshot, or an account nobody delivered.
with ledger_comparison as (
    select * from {{ ref('int_ledger_comparison') }}
    where abs(difference) >= 0.01
),

balance_gaps as (
    select * from {{ ref('int_balance_gaps') }}
),

quarantined_loan_balances as (
    select * from {{ ref('int_quarantined_loan_balances') }}
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version
),

ledger_subjects as (
    select * from {{ ref('ledger_subject') }}
),

gaps as (
    select
        ledger_subjects.ledger_subject,
        accounts.open_branch as branch_code,
        accounts.currency_code,
        balance_gaps.balance_date,
        balance_gaps.reason
    from balance_gaps
    inner join accounts
        on balance_gaps.account_no = accounts.account_no
    left join ledger_subjects
        on
            ledger_subjects.feed = 'core_account'
            and accounts.account_type = ledger_subjects.account_kind

    union all

    select
        ledger_subjects.ledger_subject,
        ledger_subjects.branch_code,
        contracts.currency_code,
        quarantined_loan_balances.balance_date,
        quarantined_loan_balances.reason
    from quarantined_loan_balances
    inner join contracts
        on quarantined_loan_balances.contract_no = contracts.contract_no
    left join ledger_subjects
        on
            ledger_subjects.feed = 'loan_contract'
            and contracts.loan_type = ledger_subjects.account_kind
),

causes as (
    select
        ledger_subject,
        branch_code,
        currency_code,
        balance_date,
        {{ string_agg_sorted('distinct reason', ', ', 'reason') }} as cause,
        count(*) as cause_rows
    from gaps
    group by ledger_subject, branch_code, currency_code, balance_date
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
