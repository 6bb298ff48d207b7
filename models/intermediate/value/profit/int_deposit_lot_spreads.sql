{{ config(materialized='view') }}

-- What each lot earns over what it is paid: the funding rate of its opening less the paid rate.
with deposit_lots as (
    select * from {{ ref('int_deposit_lots') }}
),

ftp_rates_at_start as (
    select * from {{ ref('int_ftp_rates_at_start') }}
)

select
    deposit_lots.account_no,
    deposit_lots.sub_account_no,
    deposit_lots.principal,
    deposit_lots.start_date,
    deposit_lots.end_date,
    cast(ftp_rates_at_start.ftp_rate - deposit_lots.rate as decimal(12, 8)) as deposit_spread
from deposit_lots
left join ftp_rates_at_start
    on
        deposit_lots.ftp_curve = ftp_rates_at_start.ftp_curve
        and deposit_lots.term_months = ftp_rates_at_start.term_months
        and deposit_lots.start_date = ftp_rates_at_start.start_date
