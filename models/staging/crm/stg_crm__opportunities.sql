with source as (
    select * from {{ source('crm', 'crm_opportunity') }}
),

renamed as (
    select
        {{ text('opp_id') }} as opportunity_id,
        {{ text('crm_cust_id') }} as crm_customer_id,
        {{ text('product_code') }} as product_code,
        {{ code('source') }} as opportunity_source,
        score as opportunity_score,
        {{ code('status') }} as opportunity_status,
        created_at,
        closed_at,
        {{ text('staff_id') }} as staff_id,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when opportunity_id is null then 'crm_opportunity-01' end,
            case when cast_failures is not null then 'crm_opportunity-03' end,
            case
                when opportunity_source not in ('NBO', 'STAFF', 'CUSTOMER')
                    then 'crm_opportunity-10'
            end,
            case when closed_at < created_at then 'crm_opportunity-11' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('crm_opportunity') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['opportunity_id']) }} as is_current_version
from accepted
