with source as (
    select * from {{ source('hr', 'hr_branch') }}
),

renamed as (
    select
        {{ text('branch_code') }} as branch_code,
        valid_from,
        {{ text('branch_name') }} as branch_name,
        {{ text('parent_code') }} as parent_code,
        {{ code('branch_level') }} as branch_level,
        {{ code('footfall_class') }} as footfall_class,
        {{ text('city_code') }} as city_code,
        open_date,
        close_date,
        valid_to,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when branch_code is null or valid_from is null then 'hr_branch-01' end,
            case when cast_failures is not null then 'hr_branch-03' end,
            case when branch_level not in ('HEAD', 'BRANCH', 'SUB') then 'hr_branch-10' end,
            case when valid_to < valid_from then 'hr_branch-11' end,
            case when close_date < open_date then 'hr_branch-12' end,
            case when parent_code = branch_code then 'hr_branch-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('hr_branch') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['branch_code', 'valid_from']) }} as is_current_version
from accepted
