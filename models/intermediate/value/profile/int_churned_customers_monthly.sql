-- Customers who had something here and have nothing left at the month's end.
with holdings as (
    select * from {{ ref('int_customer_holdings') }}
),

months as (
    select * from {{ ref('int_months') }}
),

-- Who never closed anything cannot have left: most customers are not joined to the months.
leavers as (
    select distinct customer_key from holdings
    where closed_on is not null
),

judged as (
    select
        holdings.customer_key,
        months.month_end,
        count(case
            when coalesce(holdings.closed_on, date '9999-12-31') > months.window_end then 1
        end) as open_holdings
    from holdings
    inner join leavers
        on holdings.customer_key = leavers.customer_key
    inner join months
        on holdings.opened_on <= months.window_end
    group by 1, 2
)

select
    customer_key,
    month_end
from judged
where open_holdings = 0
