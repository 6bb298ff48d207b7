{{ partitioned_by('month_end', 'int_loan_month_versions') }}

-- Loan principal per day by what the ledger books it under.
with loan_positions as (
    select * from {{ ref('int_loan_positions_daily') }}
    where {{ in_touched('month_end') }}
),

contracts as (
    select * from {{ ref('stg_loan__contracts') }}
    where is_current_version
)

select
    loan_positions.month_end,
    loan_positions.balance_date,
    loan_positions.currency_code,
    contracts.loan_type,
    cast(sum(loan_positions.principal_balance) as decimal(24, 2)) as principal_total
from loan_positions
left join contracts
    on loan_positions.contract_no = contracts.contract_no
group by
    loan_positions.month_end,
    loan_positions.balance_date,
    loan_positions.currency_code,
    contracts.loan_type
