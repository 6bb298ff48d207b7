{{ config(materialized='view') }}

-- Every judged row of outside providers, reference data, ledger and control, by its key.
with consumption_months as (
    select * from {{ ref('stg_external__consumption_months') }}
),

government_data as (
    select * from {{ ref('stg_external__government_data') }}
),

products as (
    select * from {{ ref('stg_reference__products') }}
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

ftp_rates as (
    select * from {{ ref('stg_reference__ftp_rates') }}
),

channel_costs as (
    select * from {{ ref('stg_reference__channel_costs') }}
),

calendar as (
    select * from {{ ref('stg_reference__calendar') }}
),

balances as (
    select * from {{ ref('stg_ledger__balances') }}
),

batches as (
    select * from {{ ref('stg_control__batches') }}
)

select {{ judged_row('tpd_consumption_month', ['id_hash', 'platform', 'data_month']) }}
from consumption_months
union all
select {{ judged_row('tpd_gov_data', ['id_hash', 'government_data_kind', 'data_month']) }}
from government_data
union all
select {{ judged_row('ref_product', ['product_code', 'valid_from']) }}
from products
union all
select {{ judged_row('ref_fx_rate', ['currency_code', 'rate_date']) }}
from fx_rates
union all
select {{ judged_row('ref_ftp_rate', ['ftp_curve', 'term_months', 'rate_date']) }}
from ftp_rates
union all
select {{ judged_row('ref_channel_cost', ['channel_code', 'business_type', 'valid_from']) }}
from channel_costs
union all
select {{ judged_row('ref_calendar', ['cal_date']) }}
from calendar
union all
select {{ judged_row(
    'gl_balance', ['ledger_subject', 'branch_code', 'currency_code', 'balance_date']
) }}
from balances
union all
select {{ judged_row('ctl_batch', ['feed', 'controlled_batch_date']) }}
from batches
