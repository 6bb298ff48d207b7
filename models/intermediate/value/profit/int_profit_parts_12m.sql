-- The parts of profit over the twelve calendar months that end with each month of the customer 360.
-- The loss expected a year before is the first known one where loans were delivered for less.
with parts as (
    select * from {{ ref('int_profit_parts_monthly') }}
),

profit_months as (
    select * from {{ ref('int_profit_months') }}
),

summed as (
    select
        customer_key,
        month_end,
        month_no,
        is_in_book,
        closing_credit_loss,
        case
            when sum(deposits_held) over last_12 > 0 then sum(deposit_margin) over last_12
            else 0
        end as deposit_margin,
        sum(loan_spread_income) over last_12 as loan_spread_income,
        sum(loan_capital) over last_12 as loan_capital,
        sum(loans_owed) over last_12 as loans_owed,
        sum(fee_income) over last_12 as fee_income,
        sum(service_cost) over last_12 as service_cost,
        sum(closing_credit_loss) over year_before as credit_loss_year_before
    from parts
    window
        last_12 as (
            partition by customer_key order by month_no
            range between 11 preceding and current row
        ),
        year_before as (
            partition by customer_key order by month_no
            range between 12 preceding and 12 preceding
        )
),

first_losses as (
    select
        parts.customer_key,
        parts.closing_credit_loss
    from parts
    inner join profit_months
        on
            parts.month_end = profit_months.month_end
            and parts.month_end = profit_months.first_loan_month
)

select
    summed.customer_key,
    summed.month_end,
    profit_months.deposit_months_12m,
    profit_months.loan_months_12m,
    summed.deposit_margin,
    summed.loan_spread_income,
    summed.loan_capital,
    cast(summed.closing_credit_loss - coalesce(
        case
            when {{ months_between('profit_months.first_loan_month', 'summed.month_end') }} >= 12
                then summed.credit_loss_year_before
            else first_losses.closing_credit_loss
        end,
        0
    ) as decimal(38, 8)) as credit_loss_charge,
    summed.loans_owed,
    summed.fee_income,
    summed.service_cost
from summed
inner join profit_months
    on summed.month_end = profit_months.month_end
left join first_losses
    on summed.customer_key = first_losses.customer_key
where summed.is_in_book
