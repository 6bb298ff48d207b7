with source as (
    select * from {{ source('counter', 'cntr_device_txn') }}
),

renamed as (
    select
        {{ text('dev_txn_id') }} as dev_transaction_id,
        {{ text('device_id') }} as device_id,
        {{ code('device_type') }} as device_type,
        {{ text('branch_code') }} as branch_code,
        {{ text('core_cust_no') }} as core_customer_no,
        {{ code('txn_code') }} as transaction_code,
        start_ts as started_at,
        end_ts as ended_at,
        {{ text('assist_staff_id') }} as assist_staff_id,
        success as is_successful,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when dev_transaction_id is null then 'cntr_device_txn-01' end,
            case when started_at is null then 'cntr_device_txn-02' end,
            case when cast_failures is not null then 'cntr_device_txn-03' end,
            case when cast(started_at as date) > batch_date then 'cntr_device_txn-10' end,
            case
                when {{ is_late('cntr_device_txn', 'cast(started_at as date)') }}
                    then 'cntr_device_txn-11'
            end,
            case when ended_at < started_at then 'cntr_device_txn-12' end,
            case
                when device_type not in ('ATM', 'CRS', 'STM', 'VTM', 'TRANSFER', 'ROBOT')
                    then 'cntr_device_txn-13'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('cntr_device_txn') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['dev_transaction_id']) }} as is_current_version
from accepted
