-- What each customer is worth to the bank a year, risk and capital paid for (I05 to I09). Sums
-- over fewer than twelve delivered months of positions are told for a year; no loan in the twelve
-- months: I06 does not apply, and the contribution is the sum of what is known, unknown where
-- nothing is.
with parts as (
    select * from {{ ref('int_profit_parts_12m') }}
),

yearly as (
    select
        customer_key,
        month_end,
        fee_income,
        service_cost,
        loans_owed > 0 as has_loan_12m,
        deposit_months_12m < 12 or (loans_owed > 0 and loan_months_12m < 12) as is_annualised,
        deposit_margin * 12 / nullif(deposit_months_12m, 0) as deposit_margin,
        loan_capital * 12 / nullif(loan_months_12m, 0) as economic_capital,
        (
            loan_spread_income - credit_loss_charge
            - loan_capital * {{ parameter('hurdle_rate') }}
        ) * 12 / nullif(loan_months_12m, 0) as loan_margin
    from parts
),

summed as (
    select
        yearly.*,
        case
            when
                deposit_margin is not null or (has_loan_12m and loan_margin is not null)
                or fee_income <> 0 or service_cost <> 0
                then
                    coalesce(deposit_margin, 0)
                    + case when has_loan_12m then coalesce(loan_margin, 0) else 0 end
                    + fee_income - service_cost
        end as before_tax
    from yearly
),

taxed as (
    select
        summed.*,
        before_tax
        - {{ parameter('tax_rate') }} * case when before_tax > 0 then before_tax else 0 end
            as contribution
    from summed
)

select
    customer_key,
    month_end,
    cast(deposit_margin as decimal(38, 8)) as deposit_margin_12m,
    cast(case when has_loan_12m then loan_margin end as decimal(38, 8)) as loan_margin_12m,
    has_loan_12m,
    cast(fee_income as decimal(38, 8)) as fee_income_12m,
    cast(service_cost as decimal(38, 8)) as service_cost_12m,
    cast(contribution as decimal(38, 8)) as contribution_12m,
    cast(coalesce(economic_capital, 0) as decimal(38, 8)) as economic_capital,
    cast(
        case
            when economic_capital > 0
                then
                    (contribution + economic_capital * {{ parameter('hurdle_rate') }})
                    / nullif(economic_capital, 0)
        end
        as decimal(18, 8)
    ) as raroc,
    is_annualised
from taxed
