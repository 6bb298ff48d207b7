-- Spread of each time-deposit account in each month: its lots weighted by principal and by the days
-- they ran in the month. An account without a lot that month is not here.
with lots as (
    select * from {{ ref('int_deposit_lot_spreads') }}
    where sub_account_no is not null and deposit_spread is not null
),

months as (
    select * from {{ ref('int_months') }}
),

running as (
    select
        lots.account_no,
        months.month_end,
        lots.deposit_spread,
        lots.principal * {{ days_between(
            'greatest(lots.start_date, months.month_start)',
            'least(lots.end_date, ' ~ add_days('months.window_end', 1) ~ ')') }} as principal_days
    from lots
    inner join months
        on
            lots.start_date <= months.window_end
            and lots.end_date > months.month_start
)

select
    account_no,
    month_end,
    cast(
        sum(principal_days * deposit_spread) / nullif(sum(principal_days), 0)
        as decimal(12, 8)
    ) as deposit_spread
from running
group by account_no, month_end
