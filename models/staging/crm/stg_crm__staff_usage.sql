with source as (
    select * from {{ source('crm', 'crm_staff_usage') }}
),

renamed as (
    select
        {{ text('staff_id') }} as staff_id,
        login_ts as logged_in_at,
        {{ code('module') }} as module,
        actions as action_count,
        minutes,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when staff_id is null or logged_in_at is null then 'crm_staff_usage-01' end,
            case when cast_failures is not null then 'crm_staff_usage-03' end,
            case when cast(logged_in_at as date) > batch_date then 'crm_staff_usage-10' end,
            case
                when {{ is_late('crm_staff_usage', 'cast(logged_in_at as date)') }}
                    then 'crm_staff_usage-11'
            end,
            case when action_count < 0 or minutes < 0 then 'crm_staff_usage-12' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('crm_staff_usage') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['staff_id', 'logged_in_at']) }} as is_current_version
from accepted
