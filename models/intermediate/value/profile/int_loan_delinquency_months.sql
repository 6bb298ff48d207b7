{{ partitioned_by('month_end', 'int_loan_month_versions') }}

-- The most days past due of each loan contract in each month.
with loan_positions as (
    select * from {{ ref('int_loan_positions_daily') }}
    where {{ in_touched('month_end') }}
)

select
    month_end,
    contract_no,
    loan_customer_no,
    max(days_past_due) as worst_days_past_due
from loan_positions
group by month_end, contract_no, loan_customer_no
