with source as (
    select * from {{ source('crm', 'crm_contact_log') }}
),

renamed as (
    select
        {{ text('contact_id') }} as contact_id,
        {{ text('crm_cust_id') }} as crm_customer_id,
        {{ text('staff_id') }} as staff_id,
        contact_ts as contacted_at,
        {{ code('channel') }} as channel_code,
        minutes,
        {{ code('result_code') }} as result_code,
        {{ code('need_tag') }} as need_tag,
        next_action_date,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when contact_id is null then 'crm_contact_log-01' end,
            case when contacted_at is null then 'crm_contact_log-02' end,
            case when cast_failures is not null then 'crm_contact_log-03' end,
            case when cast(contacted_at as date) > batch_date then 'crm_contact_log-10' end,
            case
                when {{ is_late('crm_contact_log', 'cast(contacted_at as date)') }}
                    then 'crm_contact_log-11'
            end,
            case when minutes < 0 then 'crm_contact_log-12' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('crm_contact_log') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['contact_id']) }} as is_current_version
from accepted
