with source as (
    select * from {{ source('core', 'core_account_holder') }}
),

renamed as (
    select
        {{ text('acct_no') }} as account_no,
        {{ text('core_cust_no') }} as core_customer_no,
        {{ code('holder_role') }} as holder_role,
        share_pct as share,
        valid_from,
        valid_to,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when account_no is null or core_customer_no is null
                    then 'core_account_holder-01'
            end,
            case when cast_failures is not null then 'core_account_holder-03' end,
            case
                when holder_role not in ('PRIMARY', 'JOINT', 'AGENT', 'GUARDIAN')
                    then 'core_account_holder-10'
            end,
            case when share < 0 or share > 1 then 'core_account_holder-11' end,
            case when holder_role = 'JOINT' and share is null then 'core_account_holder-12' end,
            case when valid_to < valid_from then 'core_account_holder-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('core_account_holder') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['account_no', 'core_customer_no']) }} as is_current_version
from accepted
