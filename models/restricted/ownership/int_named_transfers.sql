{{ partitioned_by('batch_date', 'int_named_transfer_versions') }}

-- Transfers that name a counterparty, by that name in the form names are compared in, as delivered.
-- Nothing looked up stands here, so that a corrected name or owner makes no batch anew.
with transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where
        not is_rejected
        and {{ in_touched('batch_date') }}
        and coalesce(reversal_flag, 'N') not in ('R', 'X')
        and counterparty_name is not null
),

transaction_codes as (
    select * from {{ ref('transaction_code') }}
    where
        is_financial
        and not is_payroll
        and not is_own_product
        and business_type in ('TRANSFER', 'DEPOSIT')
)

select
    transactions.batch_date,
    transactions.src_file,
    transactions.src_row_no,
    transactions.transaction_id,
    transactions.transaction_date,
    transactions.account_no,
    {{ name_normalised('transactions.counterparty_name') }} as counterparty_name,
    transactions.counterparty_bank_code,
    transactions.debit_credit,
    transactions.currency_code,
    transactions.amount
from transactions
inner join transaction_codes
    on transactions.transaction_code = transaction_codes.transaction_code
