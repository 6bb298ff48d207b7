with source as (
    select * from {{ source('crm', 'crm_customer') }}
),

renamed as (
    select
        {{ text('crm_cust_id') }} as crm_customer_id,
        {{ text('core_cust_no') }} as core_customer_no,
        {{ text('card_cust_no') }} as card_customer_no,
        {{ text('loan_cust_no') }} as loan_customer_no,
        {{ text('cust_name') }} as customer_name,
        {{ text('mobile') }} as mobile,
        {{ text('segment_tag') }} as segment_tag,
        {{ code('source') }} as record_source,
        {{ text('referred_by') }} as referred_by,
        updated_at as source_updated_at,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when crm_customer_id is null then 'crm_customer-01' end,
            case when cast_failures is not null then 'crm_customer-03' end,
            case when {{ has_lost_characters('customer_name') }} then 'crm_customer-10' end,
            case when {{ has_replaced_characters('customer_name') }} then 'crm_customer-11' end,
            case when {{ is_test_name('customer_name') }} then 'crm_customer-12' end,
            case when customer_name is null then 'crm_customer-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('crm_customer') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['crm_customer_id'], updated_at='source_updated_at') }}
        as is_current_version
from accepted
