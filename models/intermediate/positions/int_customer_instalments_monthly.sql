-- Instalment principal still owed per customer at each month's end.
with instalment_dues as (
    select * from {{ ref('int_instalment_dues') }}
),

months as (
    select * from {{ ref('int_months') }}
),

owed as (
    select
        customer_key,
        start_date,
        principal_due_amount,
        case
            when paid_date is not null then paid_date
            when is_paid then coalesce(due_date, start_date)
            else date '9999-12-31'
        end as settled_on
    from instalment_dues
)

select
    owed.customer_key,
    months.month_end,
    cast(sum(owed.principal_due_amount) as decimal(18, 2)) as instalment_balance
from owed
inner join months
    on
        owed.start_date <= months.window_end
        and owed.settled_on > months.window_end
group by 1, 2
