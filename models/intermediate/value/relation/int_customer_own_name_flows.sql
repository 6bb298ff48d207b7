-- Transfers of customers to themselves per slice of days, each once and without reversed ones, in
-- the reporting currency.
with own_name_transfers as (
    select * from {{ ref('int_own_name_transfers') }}
),

superseded_events as (
    select * from {{ ref('int_superseded_events') }}
    where feed = 'core_transaction'
),

reversed_transactions as (
    select * from {{ ref('int_reversed_transactions') }}
),

slice_days as (
    select * from {{ ref('int_slice_days') }}
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
        own_name_transfers.is_other_bank,
        own_name_transfers.debit_credit,
        own_name_transfers.amount * fx_rates.mid_rate as amount_cny
    from own_name_transfers
    inner join slice_days
        on own_name_transfers.transaction_date = slice_days.event_date
    left join customer_sources
        on own_name_transfers.core_customer_no = customer_sources.source_customer_id
    left join fx_rates
        on
            own_name_transfers.currency_code = fx_rates.currency_code
            and own_name_transfers.transaction_date = fx_rates.rate_date
    left join superseded_events
        on
            own_name_transfers.batch_date = superseded_events.batch_date
            and own_name_transfers.src_file = superseded_events.src_file
            and own_name_transfers.src_row_no = superseded_events.src_row_no
    left join reversed_transactions
        on own_name_transfers.transaction_id = reversed_transactions.transaction_id
    where
        superseded_events.feed is null
        and reversed_transactions.transaction_id is null
)

select
    customer_key,
    slice_start,
    cast(
        sum(case when is_other_bank and debit_credit = 'D' then amount_cny else 0 end)
        as decimal(38, 8)
    ) as other_bank_debit_cny,
    cast(
        sum(case when is_other_bank and debit_credit = 'C' then amount_cny else 0 end)
        as decimal(38, 8)
    ) as other_bank_credit_cny,
    cast(
        sum(case when not is_other_bank and debit_credit = 'D' then amount_cny else 0 end)
        as decimal(38, 8)
    ) as inside_debit_cny,
    cast(
        sum(case when not is_other_bank and debit_credit = 'C' then amount_cny else 0 end)
        as decimal(38, 8)
    ) as inside_credit_cny,
    cast(
        sum(case when not is_other_bank and debit_credit = 'C' then 1 else 0 end)
        as bigint
    ) as inside_credits
from told
group by 1, 2
