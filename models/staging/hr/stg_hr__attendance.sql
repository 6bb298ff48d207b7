with source as (
    select * from {{ source('hr', 'hr_attendance') }}
),

renamed as (
    select
        {{ text('staff_id') }} as staff_id,
        work_date,
        shift_hours,
        {{ code('leave_type') }} as leave_type,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when staff_id is null or work_date is null then 'hr_attendance-01' end,
            case when cast_failures is not null then 'hr_attendance-03' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('hr_attendance') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['staff_id', 'work_date']) }} as is_current_version
from accepted
