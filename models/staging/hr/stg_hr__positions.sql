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
            case when cast_failures is not null then 'hr_position-03' end,
            case
                when
                    coalesce(position_code, '') not in (
                        'TELLER', 'LOBBY', 'CM', 'WM', 'OPS', 'SUBMGR', 'HEAD', 'LOAN'
                    )
                    then 'hr_position-10'
            end,
            case when valid_to < valid_from then 'hr_position-11' end,
            case when fte <= 0 or fte > 1 then 'hr_position-12' end,
            case when branch_code is null then 'hr_position-13' end
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
