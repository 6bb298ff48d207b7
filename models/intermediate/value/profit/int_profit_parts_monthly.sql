-- The parts of a customer's profit side by side, one row per customer and month: every month of the
-- customer 360, and the earlier ones that events reach back to. Margins that no rate tells stay
-- unknown.
with parts as (
    select
        customer_key,
        month_end,
        true as is_in_book,
        0 as deposits_held,
        cast(null as decimal(38, 8)) as deposit_margin,
        cast(null as decimal(38, 8)) as loan_spread_income,
        cast(null as decimal(38, 8)) as loan_capital,
        cast(null as decimal(38, 8)) as closing_credit_loss,
        0 as loans_owed,
        cast(null as decimal(38, 8)) as fee_income,
        cast(null as decimal(38, 8)) as service_cost
    from {{ ref('int_customer_months') }}

    union all

    select
        customer_key,
        month_end,
        false as is_in_book,
        1 as deposits_held,
        deposit_margin,
        null as loan_spread_income,
        null as loan_capital,
        null as closing_credit_loss,
        0 as loans_owed,
        null as fee_income,
        null as service_cost
    from {{ ref('int_deposit_margins_monthly') }}

    union all

    select
        customer_key,
        month_end,
        false as is_in_book,
        0 as deposits_held,
        null as deposit_margin,
        loan_spread_income,
        loan_capital,
        closing_credit_loss,
        loans_owed,
        null as fee_income,
        null as service_cost
    from {{ ref('int_loan_margins_monthly') }}

    union all

    select
        customer_key,
        month_end,
        false as is_in_book,
        0 as deposits_held,
        null as deposit_margin,
        null as loan_spread_income,
        null as loan_capital,
        null as closing_credit_loss,
        0 as loans_owed,
        fee_income,
        null as service_cost
    from {{ ref('int_fee_income_monthly') }}

    union all

    select
        customer_key,
        month_end,
        false as is_in_book,
        0 as deposits_held,
        null as deposit_margin,
        null as loan_spread_income,
        null as loan_capital,
        null as closing_credit_loss,
        0 as loans_owed,
        null as fee_income,
        service_cost
    from {{ ref('int_service_costs_monthly') }}
)

select
    customer_key,
    month_end,
    cast(extract(year from month_end) * 12 + extract(month from month_end) as integer) as month_no,
    bool_or(is_in_book) as is_in_book,
    cast(sum(deposits_held) as integer) as deposits_held,
    cast(sum(deposit_margin) as decimal(38, 8)) as deposit_margin,
    cast(sum(loan_spread_income) as decimal(38, 8)) as loan_spread_income,
    cast(coalesce(sum(loan_capital), 0) as decimal(38, 8)) as loan_capital,
    cast(coalesce(sum(closing_credit_loss), 0) as decimal(38, 8)) as closing_credit_loss,
    cast(sum(loans_owed) as integer) as loans_owed,
    cast(coalesce(sum(fee_income), 0) as decimal(38, 8)) as fee_income,
    cast(coalesce(sum(service_cost), 0) as decimal(38, 8)) as service_cost
from parts
group by customer_key, month_end
