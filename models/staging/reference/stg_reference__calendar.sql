with source as (
    select * from {{ source('reference', 'ref_calendar') }}
),

renamed as (
    select
        cal_date,
        is_workday,
        is_holiday,
        {{ text('festival') }} as festival,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when cal_date is null then 'ref_calendar-01' end,
            case when cast_failures is not null then 'ref_calendar-03' end,
            case when is_workday and is_holiday then 'ref_calendar-10' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('ref_calendar') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['cal_date']) }} as is_current_version
from accepted
