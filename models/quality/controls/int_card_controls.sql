-- Whether a card account's debt moves from statement to statement by what was posted (R-14).
with statements as (
    select
        card_account_no,
        statement_date,
        statement_balance,
        row_number() over (partition by card_account_no order by statement_date) as statement_no
    from {{ ref('stg_card__statements') }}
    where is_current_version
),

postings as (
    select * from {{ ref('int_card_account_postings') }}
),

-- What was posted but quarantined explains why its cycle does not add up.
quarantined as (
    select
        card_holders.card_account_no,
        coalesce(transactions.posting_date, transactions.transaction_date) as posting_date
    from {{ ref('stg_card__transactions') }} as transactions
    inner join {{ ref('int_card_holders') }} as card_holders
        on transactions.card_no = card_holders.card_no
    where transactions.is_rejected
),

-- A statement closes the days before it; one after the last statement has not been billed yet.
moments as (
    select
        card_account_no,
        statement_date as moment_date,
        statement_no,
        statement_balance,
        0 as debt_change,
        0 as quarantined_rows
    from statements

    union all

    select
        card_account_no,
        posting_date as moment_date,
        cast(null as bigint) as statement_no,
        cast(null as decimal(18, 2)) as statement_balance,
        debt_change,
        0 as quarantined_rows
    from postings

    union all

    select
        card_account_no,
        posting_date as moment_date,
        cast(null as bigint) as statement_no,
        cast(null as decimal(18, 2)) as statement_balance,
        0 as debt_change,
        1 as quarantined_rows
    from quarantined
),

billed as (
    select
        moments.*,
        min(statement_no) over (
            partition by card_account_no order by moment_date
            range between current row and unbounded following
        ) as billed_no
    from moments
),

cycles as (
    select
        card_account_no,
        billed_no,
        sum(debt_change) as posted,
        sum(quarantined_rows) as quarantined_rows,
        max(statement_balance) as statement_balance
    from billed
    where billed_no is not null
    group by card_account_no, billed_no
),

movements as (
    select
        posted,
        quarantined_rows,
        statement_balance - lag(statement_balance) over (
            partition by card_account_no order by billed_no
        ) as moved
    from cycles
)

select
    'R-14' as control_id,
    cast(sum(posted) as decimal(38, 2)) as left_value,
    cast(sum(moved) as decimal(38, 2)) as right_value,
    cast(sum(abs(posted - moved)) as decimal(38, 2)) as difference
from movements
where moved is not null and quarantined_rows = 0
having count(*) > 0
