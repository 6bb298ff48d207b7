with source as (
    select * from {{ source('hr', 'kpi_target') }}
),

renamed as (
    select
        {{ text('target_id') }} as target_id,
        {{ code('period_type') }} as period_type,
        {{ text('period') }} as period,
        {{ code('owner_level') }} as owner_level,
        {{ text('owner_id') }} as owner_id,
        {{ code('indicator_code') }} as indicator_code,
        target_value,
        stretch_value,
        version as target_version,
        approved_ts as approved_at,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when target_id is null then 'kpi_target-01' end,
            case when cast_failures is not null then 'kpi_target-03' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('kpi_target') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['target_id']) }} as is_current_version
from accepted
