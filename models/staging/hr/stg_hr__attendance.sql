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
            case when cast_failures is not null then 'hr_attendance-03' end,
            case when work_date > batch_date then 'hr_attendance-10' end,
            case when {{ is_late('hr_attendance', 'work_date') }} then 'hr_attendance-11' end,
            case when shift_hours not between 0 and 24 then 'hr_attendance-12' end,
            case
                when leave_type is not null and shift_hours > 0 then 'hr_attendance-13'
            end,
            case
                when leave_type is null and coalesce(shift_hours, 0) = 0 then 'hr_attendance-14'
            end
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
