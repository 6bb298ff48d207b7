-- The debt of each card account at each month's end: the last statement and what was posted after
-- it. A running sum instead of a join by range: a statement sets the sum, postings move it.
with statements as (
    select * from {{ ref('stg_card__statements') }}
    where is_current_version
),

postings as (
    select * from {{ ref('int_card_account_postings') }}
),

card_accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version
),

months as (
    select * from {{ ref('int_months') }}
),

-- On one day postings come first, then the statement that holds them, then the look at the debt.
moments as (
    select
        card_account_no,
        posting_date as moment_date,
        1 as moment_order,
        cast(null as date) as month_end,
        debt_change,
        cast(null as decimal(18, 2)) as statement_balance,
        cast(null as integer) as days_past_due
    from postings

    union all

    select
        card_account_no,
        statement_date as moment_date,
        2 as moment_order,
        cast(null as date) as month_end,
        0 as debt_change,
        statement_balance,
        coalesce(days_past_due, 0) as days_past_due
    from statements

    union all

    select
        card_accounts.card_account_no,
        months.window_end as moment_date,
        3 as moment_order,
        months.month_end,
        0 as debt_change,
        cast(null as decimal(18, 2)) as statement_balance,
        cast(null as integer) as days_past_due
    from card_accounts
    cross join months
    where coalesce(card_accounts.open_date, date '1900-01-01') <= months.window_end
),

summed as (
    select
        moments.*,
        sum(debt_change) over (
            partition by card_account_no order by moment_date, moment_order
            rows between unbounded preceding and current row
        ) as posted
    from moments
),

carried as (
    select
        summed.*,
        {{ last_known(
            'statement_balance - posted', 'card_account_no', 'moment_date, moment_order'
        ) }} as offset_amount,
        {{ last_known(
            'days_past_due', 'card_account_no', 'moment_date, moment_order'
        ) }} as last_days_past_due
    from summed
)

select
    card_account_no,
    month_end,
    cast(posted + coalesce(offset_amount, 0) as decimal(18, 2)) as debt_amount,
    coalesce(last_days_past_due, 0) as days_past_due
from carried
where month_end is not null
