with source as (
    select * from {{ source('core', 'core_signing') }}
),

renamed as (
    select
        {{ text('core_cust_no') }} as core_customer_no,
        {{ code('sign_type') }} as sign_type,
        {{ text('sign_id') }} as sign_id,
        {{ text('acct_no') }} as account_no,
        {{ text('partner') }} as partner_name,
        {{ text('partner_uscc') }} as partner_credit_code,
        sign_date,
        cancel_date,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when core_customer_no is null or sign_type is null or sign_id is null
                    then 'core_signing-01'
            end,
            case when cast_failures is not null then 'core_signing-03' end,
            case
                when
                    sign_type not in (
                        'PAYROLL', 'FASTPAY_WX', 'FASTPAY_ALI', 'FASTPAY_UP', 'CUSTODY_3RD',
                        'AUTOPAY', 'SMS', 'BILL_AUTODEBIT'
                    )
                    then 'core_signing-10'
            end,
            case when cancel_date < sign_date then 'core_signing-11' end,
            case
                when
                    partner_credit_code is not null
                    and not {{ is_valid_credit_code('partner_credit_code') }}
                    then 'core_signing-12'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('core_signing') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['core_customer_no', 'sign_type', 'sign_id']) }} as is_current_version
from accepted
