{{ config(materialized='view') }}

-- What came to a customer from outside less what left, movement by movement: own products, interest
-- and moves between own accounts aside, as net new money of 90 days (I22) counts it.
with account_transactions as (
    select * from {{ ref('int_account_transactions_daily') }}
),

transaction_codes as (
    select * from {{ ref('transaction_code') }}
    where is_financial and not is_own_product and not is_interest and not is_reversal
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
    where holder_role = 'PRIMARY'
),

own_name_transfers as (
    select * from {{ ref('int_own_name_transfers') }}
    where not is_other_bank
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'core_transaction'
),

reversed_transactions as (
    select * from {{ ref('int_reversed_transactions') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

moved as (
    select
        account_owners.core_customer_no,
        account_transactions.event_date,
        account_transactions.currency_code,
        case when account_transactions.debit_credit = 'C' then 1 else -1 end
        * account_transactions.amount as amount
    from account_transactions
    inner join transaction_codes
        on account_transactions.transaction_code = transaction_codes.transaction_code
    inner join account_owners
        on
            account_transactions.account_no = account_owners.account_no
            and account_transactions.event_date >= account_owners.valid_from
            and account_transactions.event_date
            < coalesce(account_owners.valid_to, date '9999-12-31')

    union all

    select
        own_name_transfers.core_customer_no,
        own_name_transfers.transaction_date as event_date,
        own_name_transfers.currency_code,
        case when own_name_transfers.debit_credit = 'C' then -1 else 1 end
        * own_name_transfers.amount as amount
    from own_name_transfers
    left join superseded_events
        on
            own_name_transfers.batch_date = superseded_events.batch_date
            and own_name_transfers.src_file = superseded_events.src_file
            and own_name_transfers.src_row_no = superseded_events.src_row_no
    left join reversed_transactions
        on own_name_transfers.transaction_id = reversed_transactions.transaction_id
    where superseded_events.feed is null and reversed_transactions.transaction_id is null
)

select
    customer_sources.customer_key,
    moved.event_date,
    cast(moved.amount * fx_rates.mid_rate as decimal(38, 8)) as net_inflow_cny
from moved
inner join customer_sources
    on moved.core_customer_no = customer_sources.source_customer_id
inner join fx_rates
    on
        moved.currency_code = fx_rates.currency_code
        and moved.event_date = fx_rates.rate_date
