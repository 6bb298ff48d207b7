-- Transactions on accounts of customers who were dead by then, as far as the core's own record
-- tells: the last change that came with the status D is taken for the day it knew.
with customers as (
    select * from {{ ref('stg_core__customers') }}
    where not is_rejected and customer_status = 'D'
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where not is_rejected
),

deaths as (
    select
        core_customer_no,
        min(coalesce(cast(source_updated_at as date), batch_date)) as known_on
    from customers
    group by core_customer_no
)

select
    'core_transaction-53' as rule_id,
    transactions.transaction_id as record_key,
    transactions.batch_date,
    transactions.src_file,
    transactions.src_row_no
from transactions
inner join accounts
    on transactions.account_no = accounts.account_no
inner join deaths
    on accounts.core_customer_no = deaths.core_customer_no
where transactions.transaction_date > deaths.known_on
