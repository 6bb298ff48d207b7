{{ partitioned_by('batch_date', 'stg_landing__batch_versions', "feed = 'ebk_session'") }}

with source as (
    select * from {{ source('ebank', 'ebk_session') }}
    where {{ in_touched('batch_date') }}
),

renamed as (
    select
        {{ text('session_id') }} as session_id,
        {{ text('user_id') }} as user_id,
        {{ code('channel') }} as channel_code,
        login_ts as logged_in_at,
        cast(login_ts as date) as session_date,
        logout_ts as logged_out_at,
        {{ code('auth_method') }} as auth_method,
        success as is_successful,
        {{ text('device_id') }} as device_id,
        {{ text('os') }} as operating_system,
        {{ text('ip_city') }} as ip_city,
        duration_s as duration_seconds,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when session_id is null then 'ebk_session-01' end,
            case when logged_in_at is null then 'ebk_session-02' end,
            case when cast_failures is not null then 'ebk_session-03' end,
            case when session_date > batch_date then 'ebk_session-10' end,
            case when {{ is_late('ebk_session', 'session_date') }} then 'ebk_session-11' end,
            case when logged_out_at < logged_in_at then 'ebk_session-12' end,
            case when is_successful and logged_out_at is null then 'ebk_session-13' end,
            case
                when channel_code not in ('APP', 'WEB', 'WX_MINI', 'ALI_MINI')
                    then 'ebk_session-14'
            end,
            case when duration_seconds < 0 then 'ebk_session-15' end,
            case when user_id is null then 'ebk_session-16' end
        ), '') as failed_rules
    from renamed
)

select
    judged.*,
    {{ is_rejected('ebk_session') }} as is_rejected
from judged
