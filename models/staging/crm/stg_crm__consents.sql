with source as (
    select * from {{ source('crm', 'crm_consent') }}
),

renamed as (
    select
        {{ text('crm_cust_id') }} as crm_customer_id,
        {{ code('purpose') }} as purpose,
        {{ code('channel') }} as channel_code,
        valid_from,
        granted as is_granted,
        valid_to,
        {{ text('evidence') }} as evidence,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when
                    crm_customer_id is null or purpose is null or channel_code is null
                    or valid_from is null
                    then 'crm_consent-01'
            end,
            case when cast_failures is not null then 'crm_consent-03' end,
            case
                when purpose not in ('MARKETING', 'PROFILING', 'THIRD_PARTY', 'CREDIT_QUERY')
                    then 'crm_consent-10'
            end,
            case when valid_to < valid_from then 'crm_consent-11' end,
            case when is_granted is null then 'crm_consent-12' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('crm_consent') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['crm_customer_id', 'purpose', 'channel_code', 'valid_from']) }}
        as is_current_version
from accepted
