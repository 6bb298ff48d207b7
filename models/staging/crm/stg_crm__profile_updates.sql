with source as (
    select * from {{ source('crm', 'crm_profile_update') }}
),

renamed as (
    select
        {{ text('update_id') }} as update_id,
        {{ text('crm_cust_id') }} as crm_customer_id,
        {{ code('attr_name') }} as attr_name,
        {{ text('old_value') }} as old_value,
        {{ text('new_value') }} as new_value,
        update_ts as updated_at,
        {{ code('source') }} as update_source,
        {{ text('staff_id') }} as staff_id,
        {{ code('evidence_type') }} as evidence_type,
        {{ code('review_status') }} as review_status,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when update_id is null then 'crm_profile_update-01' end,
            case when updated_at is null then 'crm_profile_update-02' end,
            case when cast_failures is not null then 'crm_profile_update-03' end,
            case when cast(updated_at as date) > batch_date then 'crm_profile_update-10' end,
            case
                when {{ is_late('crm_profile_update', 'cast(updated_at as date)') }}
                    then 'crm_profile_update-11'
            end,
            case
                when update_source not in ('CUSTOMER', 'STAFF', 'SYSTEM')
                    then 'crm_profile_update-12'
            end,
            case when {{ has_lost_characters('new_value') }} then 'crm_profile_update-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('crm_profile_update') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['update_id']) }} as is_current_version
from accepted
