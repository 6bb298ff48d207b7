-- Every day, ledger subject, branch and currency: what the accounts say and what the ledger says.
with deposit_totals as (
    select * from {{ ref('int_deposit_totals_daily') }}
),

loan_totals as (
    select * from {{ ref('int_loan_totals_daily') }}
),

ledger_subjects as (
    select * from {{ ref('ledger_subject') }}
),

ledger_balances as (
    select * from {{ ref('stg_ledger__balances') }}
    where is_current_version
),

totals as (
    select
        ledger_subjects.ledger_subject,
        deposit_totals.branch_code,
        deposit_totals.currency_code,
        deposit_totals.balance_date,
        deposit_totals.account_total
    from deposit_totals
    left join ledger_subjects
        on
            ledger_subjects.feed = 'core_account'
            and deposit_totals.account_type = ledger_subjects.account_kind

    union all

    -- The ledger books loans at the head office.
    select
        ledger_subjects.ledger_subject,
        ledger_subjects.branch_code,
        loan_totals.currency_code,
        loan_totals.balance_date,
        loan_totals.principal_total as account_total
    from loan_totals
    left join ledger_subjects
        on
            ledger_subjects.feed = 'loan_contract'
            and loan_totals.loan_type = ledger_subjects.account_kind
),

compared_subjects as (
    select
        ledger_subject,
        min(feed) as feed
    from ledger_subjects
    group by ledger_subject
),

-- Days the ledger was delivered for: on other days there is nothing to compare with.
ledger_days as (
    select distinct balance_date from ledger_balances
),

both_sides as (
    select
        ledger_subject,
        branch_code,
        currency_code,
        balance_date,
        account_total,
        cast(0 as decimal(24, 2)) as ledger_total
    from totals

    union all

    select
        ledger_balances.ledger_subject,
        ledger_balances.branch_code,
        ledger_balances.currency_code,
        ledger_balances.balance_date,
        cast(0 as decimal(24, 2)) as account_total,
        ledger_balances.ledger_balance as ledger_total
    from ledger_balances
    inner join compared_subjects
        on ledger_balances.ledger_subject = compared_subjects.ledger_subject
)

select
    compared_subjects.feed,
    both_sides.ledger_subject,
    both_sides.branch_code,
    both_sides.currency_code,
    both_sides.balance_date,
    cast(sum(both_sides.account_total) as decimal(24, 2)) as account_total,
    cast(sum(both_sides.ledger_total) as decimal(24, 2)) as ledger_total,
    cast(sum(both_sides.account_total) - sum(both_sides.ledger_total) as decimal(24, 2))
        as difference
from both_sides
inner join ledger_days
    on both_sides.balance_date = ledger_days.balance_date
left join compared_subjects
    on both_sides.ledger_subject = compared_subjects.ledger_subject
group by
    compared_subjects.feed,
    both_sides.ledger_subject,
    both_sides.branch_code,
    both_sides.currency_code,
    both_sides.balance_date
