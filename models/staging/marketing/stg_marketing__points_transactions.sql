with source as (
    select * from {{ source('marketing', 'pts_txn') }}
),

renamed as (
    select
        {{ text('pts_txn_id') }} as points_transaction_id,
        {{ text('crm_cust_id') }} as crm_customer_id,
        {{ code('txn_type') }} as points_transaction_type,
        points,
        cash_value,
        {{ text('ref_txn') }} as reference_transaction_id,
        txn_ts as transaction_at,
        expiry_date,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when points_transaction_id is null then 'pts_txn-01' end,
            case when transaction_at is null then 'pts_txn-02' end,
            case when cast_failures is not null then 'pts_txn-03' end,
            case when cast(transaction_at as date) > batch_date then 'pts_txn-10' end,
            case
                when {{ is_late('pts_txn', 'cast(transaction_at as date)') }}
                    then 'pts_txn-11'
            end,
            case
                when
                    points_transaction_type not in (
                        'EARN', 'REDEEM_GOODS', 'REDEEM_CASH', 'EXPIRE', 'ADJ'
                    )
                    then 'pts_txn-12'
            end,
            case when points is null then 'pts_txn-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('pts_txn') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['points_transaction_id']) }} as is_current_version
from accepted
