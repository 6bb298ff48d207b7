with source as (
    select * from {{ source('crm', 'crm_suggestion') }}
),

renamed as (
    select
        {{ text('sugg_id') }} as suggestion_id,
        {{ text('staff_id') }} as staff_id,
        submit_ts as submitted_at,
        {{ text('content') }} as content,
        {{ code('status') }} as suggestion_status,
        closed_ts as closed_at,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when suggestion_id is null then 'crm_suggestion-01' end,
            case when cast_failures is not null then 'crm_suggestion-03' end,
            case when closed_at < submitted_at then 'crm_suggestion-10' end,
            case when {{ has_lost_characters('content') }} then 'crm_suggestion-11' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('crm_suggestion') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['suggestion_id']) }} as is_current_version
from accepted
