-- Transfers between accounts of one person: the counterparty bears a name the core has known the
-- account's owner by. Names stay here; what leaves is whose money moved, and to which side.
with named_transfers as (
    select * from {{ ref('int_named_transfers') }}
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
    where holder_role = 'PRIMARY'
),

core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where not is_rejected and customer_name is not null
),

own_bank_codes as (
    select own_bank_code.bank_code
    from {{ ref('own_bank_code') }} as own_bank_code
    inner join {{ ref('stg_landing__run_context') }} as run_context
        on own_bank_code.bank = run_context.bank
),

owner_names as (
    select distinct
        core_customer_no,
        {{ name_normalised('customer_name') }} as owner_name
    from core_customers
)

select
    named_transfers.batch_date,
    named_transfers.src_file,
    named_transfers.src_row_no,
    named_transfers.transaction_id,
    named_transfers.transaction_date,
    account_owners.core_customer_no,
    named_transfers.debit_credit,
    named_transfers.currency_code,
    named_transfers.amount,
    named_transfers.counterparty_bank_code is not null and own_bank_codes.bank_code is null
        as is_other_bank
from named_transfers
inner join account_owners
    on
        named_transfers.account_no = account_owners.account_no
        and named_transfers.transaction_date >= account_owners.valid_from
        and named_transfers.transaction_date < coalesce(account_owners.valid_to, date '9999-12-31')
inner join owner_names
    on
        account_owners.core_customer_no = owner_names.core_customer_no
        and named_transfers.counterparty_name = owner_names.owner_name
left join own_bank_codes
    on named_transfers.counterparty_bank_code = own_bank_codes.bank_code
