with source as (
    select * from {{ source('marketing', 'mkt_touch') }}
),

renamed as (
    select
        {{ text('touch_id') }} as touch_id,
        {{ text('campaign_id') }} as campaign_id,
        {{ text('crm_cust_id') }} as crm_customer_id,
        {{ code('channel') }} as channel_code,
        sent_ts as sent_at,
        {{ code('status') }} as touch_status,
        {{ code('source') }} as source,
        {{ text('staff_id') }} as staff_id,
        cost as cost_amount,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when touch_id is null then 'mkt_touch-01' end,
            case when cast_failures is not null then 'mkt_touch-03' end,
            case
                when touch_status not in ('SENT', 'DELIVERED', 'OPEN', 'CLICK', 'UNSUB')
                    then 'mkt_touch-10'
            end,
            case when source not in ('PARTNER', 'PROPERTY', 'BANK') then 'mkt_touch-11' end,
            case when cost_amount < 0 then 'mkt_touch-12' end,
            case when sent_at is null then 'mkt_touch-13' end,
            case when cast(sent_at as date) > batch_date then 'mkt_touch-14' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('mkt_touch') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['touch_id']) }} as is_current_version
from accepted
