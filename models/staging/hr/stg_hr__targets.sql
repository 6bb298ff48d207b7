with source as (
    select * from {{ source('hr', 'kpi_target') }}
),

renamed as (
    select
        {{ text('target_id') }} as target_id,
        {{ code('period_type') }} as period_type,
        replace({{ code('period') }}, '-Q', 'Q') as period,
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
            case when owner_id is null or indicator_code is null then 'kpi_target-02' end,
            case when cast_failures is not null then 'kpi_target-03' end,
            case
                when
                    not coalesce(
                        {{ regexp_is_match(
                            "concat(period_type, period)",
                            "'^(M[0-9]{4}-(0[1-9]|1[0-2])|Q[0-9]{4}Q[1-4]|Y[0-9]{4})$'"
                        ) }},
                        false
                    )
                    then 'kpi_target-10'
            end,
            case
                when coalesce(owner_level, '') not in ('BRANCH', 'STAFF') then 'kpi_target-11'
            end,
            case when target_value < 0 then 'kpi_target-12' end,
            case when approved_at is null then 'kpi_target-13' end,
            case when stretch_value < target_value then 'kpi_target-14' end,
            case when target_version is null then 'kpi_target-15' end
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
