{{ partitioned_by('month_end', 'int_loan_month_versions') }}

-- Day sums of a month per loan contract.
with loan_positions as (
    select * from {{ ref('int_loan_positions_daily') }}
    where {{ in_touched('month_end') }}
)

select
    month_end,
    contract_no,
    loan_customer_no,
    currency_code,
    count(*) as days_present,
    count(principal_balance_cny) as days_valued,
    cast(sum(principal_balance_cny) as decimal(38, 8)) as principal_day_sum_cny,
    cast(sum(case
        when coalesce(days_past_due, 0) <= {{ parameter('performing_max_dpd') }}
            then principal_balance_cny
    end)
    as decimal(38, 8)) as performing_day_sum_cny,
    max(balance_date) as last_balance_date,
    cast(max_by(principal_balance, balance_date) as decimal(18, 2)) as last_principal_balance,
    cast(max_by(principal_balance_cny, balance_date) as decimal(38, 8))
        as last_principal_balance_cny,
    cast(max_by(expected_credit_loss_cny, balance_date) as decimal(38, 8))
        as last_expected_credit_loss_cny
from loan_positions
group by month_end, contract_no, loan_customer_no, currency_code
