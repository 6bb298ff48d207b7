with source as (
    select * from {{ source('loan', 'loan_application') }}
),

renamed as (
    select
        {{ text('app_id') }} as app_id,
        {{ text('loan_cust_no') }} as loan_customer_no,
        {{ text('product_code') }} as product_code,
        apply_amt as application_amount,
        {{ code('purpose') }} as purpose,
        apply_ts as applied_at,
        {{ code('channel') }} as channel_code,
        {{ code('result') }} as application_result,
        approved_amt as approved_amount,
        {{ text('staff_id') }} as staff_id,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when app_id is null then 'loan_application-01' end,
            case when cast_failures is not null then 'loan_application-03' end,
            case when application_amount < 0 or approved_amount < 0 then 'loan_application-10' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('loan_application') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['app_id']) }} as is_current_version
from accepted
