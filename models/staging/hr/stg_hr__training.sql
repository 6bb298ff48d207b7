with source as (
    select * from {{ source('hr', 'hr_training') }}
),

renamed as (
    select
        {{ text('staff_id') }} as staff_id,
        {{ text('course_code') }} as course_code,
        course_date,
        passed as is_passed,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when staff_id is null or course_code is null or course_date is null
                    then 'hr_training-01'
            end,
            case when cast_failures is not null then 'hr_training-03' end,
            case when course_date > batch_date then 'hr_training-10' end,
            case when {{ is_late('hr_training', 'course_date') }} then 'hr_training-11' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('hr_training') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['staff_id', 'course_code', 'course_date']) }} as is_current_version
from accepted
