{{ config(materialized='view') }}

-- The narrow part of every large event feed: what tells versions and days apart, nothing else.
with core_transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where not is_rejected
),

card_transactions as (
    select * from {{ ref('stg_card__transactions') }}
    where not is_rejected
),

ebank_sessions as (
    select * from {{ ref('stg_ebank__sessions') }}
    where not is_rejected
),

ebank_transactions as (
    select * from {{ ref('stg_ebank__transactions') }}
    where not is_rejected
)

select
    'core_transaction' as feed,
    transaction_id as event_key,
    transaction_date as event_date,
    batch_date,
    src_file,
    src_row_no,
    partition_version
from core_transactions

union all

select
    'card_transaction' as feed,
    transaction_id as event_key,
    transaction_date as event_date,
    batch_date,
    src_file,
    src_row_no,
    partition_version
from card_transactions

union all

select
    'ebk_session' as feed,
    session_id as event_key,
    session_date as event_date,
    batch_date,
    src_file,
    src_row_no,
    partition_version
from ebank_sessions

union all

select
    'ebk_transaction' as feed,
    ebank_transaction_id as event_key,
    transaction_date as event_date,
    batch_date,
    src_file,
    src_row_no,
    partition_version
from ebank_transactions
