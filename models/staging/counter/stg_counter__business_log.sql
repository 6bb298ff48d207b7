with source as (
    select * from {{ source('counter', 'cntr_business_log') }}
),

renamed as (
    select
        {{ text('serial_no') }} as serial_no,
        {{ text('branch_code') }} as branch_code,
        {{ text('teller_id') }} as teller_id,
        {{ text('window_no') }} as window_no,
        {{ text('ticket_id') }} as ticket_id,
        {{ code('txn_code') }} as transaction_code,
        {{ text('core_txn_id') }} as core_transaction_id,
        {{ text('core_cust_no') }} as core_customer_no,
        start_ts as started_at,
        end_ts as ended_at,
        auth_wait_s,
        {{ code('status') }} as log_status,
        is_batch,
        item_count,
        amount,
        {{ text('orig_serial_no') }} as original_serial_no,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when serial_no is null then 'cntr_business_log-01' end,
            case when started_at is null then 'cntr_business_log-02' end,
            case when cast_failures is not null then 'cntr_business_log-03' end,
            case when cast(started_at as date) > batch_date then 'cntr_business_log-10' end,
            case
                when {{ is_late('cntr_business_log', 'cast(started_at as date)') }}
                    then 'cntr_business_log-11'
            end,
            case when ended_at < started_at then 'cntr_business_log-12' end,
            case when auth_wait_s < 0 then 'cntr_business_log-13' end,
            case
                when coalesce(log_status, '') not in ('OK', 'FAIL', 'REV')
                    then 'cntr_business_log-14'
            end,
            case when amount < 0 then 'cntr_business_log-15' end,
            case when item_count < 0 then 'cntr_business_log-16' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('cntr_business_log') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['serial_no']) }} as is_current_version
from accepted
