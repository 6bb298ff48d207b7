with source as (
    select * from {{ source('complaint', 'cmpl_complaint') }}
),

renamed as (
    select
        {{ text('complaint_id') }} as complaint_id,
        {{ text('crm_cust_id') }} as crm_customer_id,
        receive_ts as received_at,
        {{ code('channel_code') }} as channel_code,
        {{ code('biz_code') }} as business_code,
        {{ code('cause_code') }} as cause_code,
        complaint_level,
        {{ code('complexity') }} as complexity,
        extended_approved as is_extension_approved,
        due_date,
        first_response_ts as first_responded_at,
        close_ts as closed_at,
        {{ code('validity') }} as validity,
        decided_ts as decided_at,
        resolved as is_resolved,
        {{ text('repeat_of') }} as repeat_of_complaint_id,
        is_regulator_forwarded,
        withdrawn as is_withdrawn,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when complaint_id is null then 'cmpl_complaint-01' end,
            case when cast_failures is not null then 'cmpl_complaint-03' end,
            case
                when complexity not in ('SIMPLE', 'COMPLEX', 'SPECIAL')
                    then 'cmpl_complaint-10'
            end,
            case when validity not in ('VALID', 'INVALID', 'PENDING') then 'cmpl_complaint-11' end,
            case when complaint_level not between 1 and 3 then 'cmpl_complaint-12' end,
            case when closed_at < received_at then 'cmpl_complaint-13' end,
            case when decided_at < received_at then 'cmpl_complaint-14' end,
            case when repeat_of_complaint_id = complaint_id then 'cmpl_complaint-15' end,
            case
                when
                    validity = 'PENDING' and decided_at is not null or validity <> 'PENDING'
                    and decided_at is null
                    then 'cmpl_complaint-16'
            end,
            case when received_at is null then 'cmpl_complaint-17' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('cmpl_complaint') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['complaint_id']) }} as is_current_version
from accepted
