with source as (
    select * from {{ source('marketing', 'mkt_campaign') }}
),

renamed as (
    select
        {{ text('campaign_id') }} as campaign_id,
        {{ text('campaign_name') }} as campaign_name,
        {{ code('campaign_type') }} as campaign_type,
        {{ code('target_tier') }} as target_tier,
        start_date,
        end_date,
        budget as budget_amount,
        {{ text('product_scope') }} as product_scope,
        {{ code('incentive_type') }} as incentive_type,
        {{ code('compliance_flag') }} as compliance_flag,
        {{ text('owner_staff_id') }} as owner_staff_id,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when campaign_id is null then 'mkt_campaign-01' end,
            case when cast_failures is not null then 'mkt_campaign-03' end,
            case
                when
                    campaign_type not in (
                        'FESTIVAL', 'COUPON', 'GROUPBUY', 'EVENT', 'GAME', 'WEIBO', 'ECOM'
                    )
                    then 'mkt_campaign-10'
            end,
            case when target_tier not in ('A', 'B', 'C', 'D') then 'mkt_campaign-11' end,
            case when end_date < start_date then 'mkt_campaign-12' end,
            case when budget_amount < 0 then 'mkt_campaign-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('mkt_campaign') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['campaign_id']) }} as is_current_version
from accepted
