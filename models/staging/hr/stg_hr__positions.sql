with source as (
    select * from {{ source('hr', 'hr_position') }}
),

renamed as (
    select
        {{ text('staff_id') }} as staff_id,
        valid_from,
        {{ code('position_code') }} as position_code,
        {{ text('grade') }} as grade,
        {{ text('branch_code') }} as branch_code,
        fte,
        valid_to,
        {{ text('supervises_branch') }} as supervises_branch,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when staff_id is null or valid_from is null then 'hr_position-01' end,
            case when cast_failures is not null then 'hr_position-03' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('hr_position') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['staff_id', 'valid_from']) }} as is_current_version
from accepted
