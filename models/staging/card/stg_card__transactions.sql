{{ partitioned_by('batch_date', 'stg_landing__batch_versions', "feed = 'card_transaction'") }}

with source as (
    select * from {{ source('card', 'card_transaction') }}
    where {{ in_touched('batch_date') }}
),

units as (
    select factor from {{ ref('stg_landing__amount_units') }}
    where feed = 'card_transaction'
),

renamed as (
    select
        {{ text('txn_id') }} as transaction_id,
        {{ text('card_no') }} as card_no,
        source.txn_ts as transaction_at,
        cast(source.txn_ts as date) as transaction_date,
        source.post_date as posting_date,
        {{ delivered_amount('source.txn_amt') }} as transaction_amount,
        {{ currency_code('txn_ccy') }} as transaction_currency_code,
        {{ delivered_amount('source.bill_amt') }} as billing_amount,
        {{ currency_code('bill_ccy') }} as billing_currency_code,
        {{ code('mcc') }} as merchant_category_code,
        {{ text('merchant_id') }} as merchant_id,
        {{ text('merchant_name') }} as merchant_name,
        {{ code('txn_type') }} as transaction_type,
        {{ text('auth_code') }} as auth_code,
        {{ text('orig_txn_id') }} as original_transaction_id,
        {{ code('channel') }} as channel_code,
        source.is_online,
        {{ landed_columns() }}
    from source
    cross join units
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when transaction_id is null then 'card_transaction-01' end,
            case
                when
                    transaction_at is null or (posting_date is not null and billing_amount is null)
                    then 'card_transaction-02'
            end,
            case when cast_failures is not null then 'card_transaction-03' end,
            case when transaction_date > batch_date then 'card_transaction-10' end,
            case
                when {{ is_late('card_transaction', 'transaction_date') }}
                    then 'card_transaction-11'
            end,
            case
                when transaction_type not in ('PUR', 'CASH', 'FEE', 'INT', 'PAY', 'REFUND', 'ADJ')
                    then 'card_transaction-12'
            end,
            case
                when {{ is_unknown_currency('billing_currency_code') }}
                    then 'card_transaction-13'
            end,
            case
                when billing_amount <= 0 and transaction_type <> 'ADJ'
                    then 'card_transaction-14'
            end,
            case when card_no is null then 'card_transaction-15' end,
            case when posting_date < transaction_date then 'card_transaction-16' end,
            case when {{ has_lost_characters('merchant_name') }} then 'card_transaction-17' end,
            case
                when transaction_type = 'REFUND' and original_transaction_id is null
                    then 'card_transaction-18'
            end
        ), '') as failed_rules
    from renamed
)

select
    judged.*,
    {{ is_rejected('card_transaction') }} as is_rejected
from judged
