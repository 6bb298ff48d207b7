with source as (
    select * from {{ source('hr', 'hr_staff') }}
),

renamed as (
    select
        {{ text('staff_id') }} as staff_id,
        {{ text('staff_name') }} as staff_name,
        {{ text('id_no_hash') }} as id_no_hash,
        hire_date,
        leave_date,
        {{ code('status') }} as staff_status,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when staff_id is null then 'hr_staff-01' end,
            case when cast_failures is not null then 'hr_staff-03' end,
            case when {{ has_lost_characters('staff_name') }} then 'hr_staff-10' end,
            case when leave_date < hire_date then 'hr_staff-11' end,
            case when hire_date is null then 'hr_staff-12' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('hr_staff') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['staff_id']) }} as is_current_version
from accepted
