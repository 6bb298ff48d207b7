with source as (
    select * from {{ source('crm', 'crm_manager_assignment') }}
),

renamed as (
    select
        {{ text('crm_cust_id') }} as crm_customer_id,
        {{ text('staff_id') }} as staff_id,
        valid_from,
        {{ code('role') }} as role,
        valid_to,
        {{ code('assign_reason') }} as assign_reason,
        {{ code('tier_at_assign') }} as tier_at_assign,
        {{ text('branch_code') }} as branch_code,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when crm_customer_id is null or staff_id is null or valid_from is null
                    then 'crm_manager_assignment-01'
            end,
            case when cast_failures is not null then 'crm_manager_assignment-03' end,
            case when role not in ('PRIMARY', 'ASSIST') then 'crm_manager_assignment-10' end,
            case when valid_to < valid_from then 'crm_manager_assignment-11' end,
            case
                when tier_at_assign not in ('A', 'B', 'C', 'D', 'X')
                    then 'crm_manager_assignment-12'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('crm_manager_assignment') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['crm_customer_id', 'staff_id', 'valid_from']) }} as is_current_version
from accepted
