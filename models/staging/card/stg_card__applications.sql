with source as (
    select * from {{ source('card', 'card_application') }}
),

renamed as (
    select
        {{ text('app_id') }} as app_id,
        {{ text('id_no') }} as document_no,
        {{ document_no_normalised(text('id_no')) }} as tidied_document_no,
        apply_ts as applied_at,
        {{ code('channel') }} as channel_code,
        {{ text('group_buy_id') }} as group_buy_id,
        {{ text('promo_staff_id') }} as promo_staff_id,
        {{ code('result') }} as application_result,
        {{ code('reject_code') }} as reject_code,
        decision_ts as decided_at,
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
            case when app_id is null then 'card_application-01' end,
            case when cast_failures is not null then 'card_application-03' end,
            case when decided_at < applied_at then 'card_application-10' end,
            case
                when {{ is_placeholder_document('tidied_document_no') }}
                    then 'card_application-11'
            end,
            case
                when
                    resident_id is not null
                    and not {{ is_placeholder_document('tidied_document_no') }}
                    and not {{ is_valid_resident_id('resident_id', 'batch_date') }}
                    then 'card_application-12'
            end,
            case when resident_id <> tidied_document_no then 'card_application-13' end,
            case when document_no <> tidied_document_no then 'card_application-14' end
        ), '') as failed_rules
    from identified
),

accepted as (
    select
        judged.*,
        {{ is_rejected('card_application') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['app_id']) }} as is_current_version
from accepted
