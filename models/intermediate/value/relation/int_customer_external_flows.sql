-- Money that came to a customer and left it per slice of days, products of the bank aside, and what
-- the debit cards were used for. Moves between own accounts are still in it.
with account_transactions as (
    select * from {{ ref('int_account_transactions_daily') }}
),

transaction_codes as (
    select * from {{ ref('transaction_code') }}
    where is_financial and not is_own_product and not is_interest and not is_reversal
),

slice_days as (
    select * from {{ ref('int_slice_days') }}
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
    where holder_role = 'PRIMARY'
),

-- An account is a card's account from the day the first of its cards worked.
debit_card_accounts as (
    select
        account_no,
        min(activate_date) as carded_from
    from {{ ref('stg_core__debit_cards') }}
    where is_current_version and activate_date is not null
    group by 1
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

told as (
    select
        coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
        slice_days.slice_start,
        account_transactions.debit_credit,
        account_transactions.transactions,
        account_transactions.amount * fx_rates.mid_rate as amount_cny,
        transaction_codes.is_payroll and account_transactions.debit_credit = 'C' as is_salary,
        transaction_codes.is_customer_initiated
        and account_transactions.channel_code in ('POS', 'ATM')
        and account_transactions.event_date >= debit_card_accounts.carded_from as is_card_use
    from account_transactions
    inner join transaction_codes
        on account_transactions.transaction_code = transaction_codes.transaction_code
    inner join slice_days
        on account_transactions.event_date = slice_days.event_date
    left join account_owners
        on
            account_transactions.account_no = account_owners.account_no
            and account_transactions.event_date >= account_owners.valid_from
            and account_transactions.event_date
            < coalesce(account_owners.valid_to, date '9999-12-31')
    left join debit_card_accounts
        on account_transactions.account_no = debit_card_accounts.account_no
    left join customer_sources
        on account_owners.core_customer_no = customer_sources.source_customer_id
    left join fx_rates
        on
            account_transactions.currency_code = fx_rates.currency_code
            and account_transactions.event_date = fx_rates.rate_date
)

select
    customer_key,
    slice_start,
    cast(sum(case when debit_credit = 'C' then amount_cny else 0 end) as decimal(38, 8))
        as credit_cny,
    cast(sum(case when debit_credit = 'D' then amount_cny else 0 end) as decimal(38, 8))
        as debit_cny,
    cast(sum(case when debit_credit = 'C' then transactions else 0 end) as bigint) as credits,
    cast(sum(case when is_salary then transactions else 0 end) as bigint) as salaries,
    cast(sum(case when is_salary then amount_cny else 0 end) as decimal(38, 8)) as salary_cny,
    cast(sum(case when is_card_use then transactions else 0 end) as bigint) as card_uses
from told
group by 1, 2
