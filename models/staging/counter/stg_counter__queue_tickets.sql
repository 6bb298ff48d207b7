with source as (
    select * from {{ source('counter', 'cntr_queue_ticket') }}
),

renamed as (
    select
        {{ text('ticket_id') }} as ticket_id,
        {{ text('branch_code') }} as branch_code,
        {{ code('biz_type') }} as business_type,
        {{ text('core_cust_no') }} as core_customer_no,
        take_ts as taken_at,
        call_ts as called_at,
        start_ts as started_at,
        end_ts as ended_at,
        {{ text('window_no') }} as window_no,
        {{ text('teller_id') }} as teller_id,
        abandoned as is_abandoned,
        {{ code('diverted_to') }} as diverted_to,
        {{ text('lobby_staff_id') }} as lobby_staff_id,
        rating,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when ticket_id is null then 'cntr_queue_ticket-01' end,
            case when cast_failures is not null then 'cntr_queue_ticket-03' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('cntr_queue_ticket') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['ticket_id']) }} as is_current_version
from accepted
