-- What e-banking says that customers sent to themselves at other banks, per slice of days.
with user_transactions as (
    select * from {{ ref('int_user_transactions_daily') }}
    where
        transaction_type = 'TRANSFER'
        and transaction_status = 'SUCCESS'
        and is_own_name_other_bank
),

slice_days as (
    select * from {{ ref('int_slice_days') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'ebank'
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    slice_days.slice_start,
    cast(sum(user_transactions.amount * fx_rates.mid_rate) as decimal(38, 8)) as amount_cny
from user_transactions
inner join slice_days
    on user_transactions.event_date = slice_days.event_date
left join customer_sources
    on user_transactions.user_id = customer_sources.source_customer_id
left join fx_rates
    on
        user_transactions.currency_code = fx_rates.currency_code
        and user_transactions.event_date = fx_rates.rate_date
group by 1, 2
