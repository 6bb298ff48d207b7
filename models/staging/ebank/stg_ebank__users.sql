with source as (
    select * from {{ source('ebank', 'ebk_user') }}
),

renamed as (
    select
        {{ text('user_id') }} as user_id,
        {{ text('login_name') }} as login_name,
        {{ text('mobile') }} as mobile,
        {{ text('id_no') }} as document_no,
        {{ document_no_normalised(text('id_no')) }} as tidied_document_no,
        {{ text('core_cust_no') }} as core_customer_no,
        register_ts as registered_at,
        real_name_ts as real_name_verified_at,
        {{ text('bind_card_no') }} as bound_card_no,
        {{ code('status') }} as user_status,
        device_cnt as device_count,
        push_enabled as is_push_enabled,
        {{ landed_columns() }}
    from source
),

identified as (
    select
        renamed.*,
        {{ resident_id_18('tidied_document_no') }} as resident_id
    from renamed
),

judged as (
    select
        identified.*,
        nullif(concat_ws(
            ' ',
            case when user_id is null then 'ebk_user-01' end,
            case when cast_failures is not null then 'ebk_user-03' end,
            case when {{ is_test_name('login_name') }} then 'ebk_user-10' end,
            case when {{ is_placeholder_document('tidied_document_no') }} then 'ebk_user-11' end,
            case
                when
                    resident_id is not null
                    and not {{ is_placeholder_document('tidied_document_no') }}
                    and not {{ is_valid_resident_id('resident_id', 'batch_date') }}
                    then 'ebk_user-12'
            end,
            case when resident_id <> tidied_document_no then 'ebk_user-13' end,
            case when document_no <> tidied_document_no then 'ebk_user-14' end,
            case when real_name_verified_at < registered_at then 'ebk_user-15' end,
            case when device_count < 0 then 'ebk_user-16' end
        ), '') as failed_rules
    from identified
),

accepted as (
    select
        judged.*,
        {{ is_rejected('ebk_user') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['user_id']) }} as is_current_version
from accepted
