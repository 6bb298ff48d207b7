{{ partitioned_by('batch_date', 'stg_landing__batch_versions', "feed = 'ebk_transaction'") }}

with source as (
    select * from {{ source('ebank', 'ebk_transaction') }}
    where {{ in_touched('batch_date') }}
),

renamed as (
    select
        {{ text('ebk_txn_id') }} as ebank_transaction_id,
        {{ text('user_id') }} as user_id,
        {{ text('core_txn_id') }} as core_transaction_id,
        txn_ts as transaction_at,
        cast(txn_ts as date) as transaction_date,
        {{ code('txn_type') }} as transaction_type,
        amount,
        {{ currency_code('ccy') }} as currency_code,
        {{ code('channel') }} as channel_code,
        {{ text('cpty_bank_code') }} as counterparty_bank_code,
        {{ text('cpty_name_hash') }} as counterparty_name_hash,
        is_own_name_other_bank,
        {{ code('status') }} as transaction_status,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when ebank_transaction_id is null then 'ebk_transaction-01' end,
            case when transaction_at is null or amount is null then 'ebk_transaction-02' end,
            case when cast_failures is not null then 'ebk_transaction-03' end,
            case when transaction_date > batch_date then 'ebk_transaction-10' end,
            case
                when {{ is_late('ebk_transaction', 'transaction_date') }}
                    then 'ebk_transaction-11'
            end,
            case
                when
                    transaction_type not in (
                        'TRANSFER', 'WEALTH_BUY', 'WEALTH_RED', 'LOAN_APPLY', 'LOAN_REPAY',
                        'CARD_REPAY', 'BILLPAY'
                    )
                    then 'ebk_transaction-12'
            end,
            case when {{ is_unknown_currency('currency_code') }} then 'ebk_transaction-13' end,
            case when amount <= 0 then 'ebk_transaction-14' end,
            case when user_id is null then 'ebk_transaction-15' end
        ), '') as failed_rules
    from renamed
)

select
    judged.*,
    {{ is_rejected('ebk_transaction') }} as is_rejected
from judged
