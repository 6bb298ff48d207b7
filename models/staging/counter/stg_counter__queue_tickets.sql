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
            case when taken_at is null then 'cntr_queue_ticket-02' end,
            case when cast_failures is not null then 'cntr_queue_ticket-03' end,
            case when cast(taken_at as date) > batch_date then 'cntr_queue_ticket-10' end,
            case
                when {{ is_late('cntr_queue_ticket', 'cast(taken_at as date)') }}
                    then 'cntr_queue_ticket-11'
            end,
            case when ended_at < started_at then 'cntr_queue_ticket-12' end,
            case
                when
                    started_at is null
                    and diverted_to is null
                    and not coalesce(is_abandoned, false)
                    then 'cntr_queue_ticket-13'
            end,
            case when diverted_to not in ('DEVICE', 'APP') then 'cntr_queue_ticket-14' end,
            case when rating not between 1 and 5 then 'cntr_queue_ticket-15' end,
            case
                when called_at < taken_at or started_at < taken_at then 'cntr_queue_ticket-16'
            end,
            case when is_abandoned and started_at is not null then 'cntr_queue_ticket-17' end
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
