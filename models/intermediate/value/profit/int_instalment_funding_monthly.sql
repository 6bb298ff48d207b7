-- What it costs to fund the principal of instalment plans still owed at the month's end.
with instalments as (
    select * from {{ ref('int_customer_instalments_monthly') }}
),

months as (
    select * from {{ ref('int_months') }}
)

select
    instalments.customer_key,
    instalments.month_end,
    cast(
        instalments.instalment_balance * {{ parameter('card_funding_rate') }}
        * ({{ days_between('months.month_start', 'months.window_end') }} + 1) / 365
        as decimal(38, 8)
    ) as instalment_funding
from instalments
inner join months
    on instalments.month_end = months.month_end
