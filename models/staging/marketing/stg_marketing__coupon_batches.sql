with source as (
    select * from {{ source('marketing', 'mkt_coupon_batch') }}
),

renamed as (
    select
        {{ text('batch_id') }} as batch_id,
        {{ text('campaign_id') }} as campaign_id,
        face_amt as face_amount,
        threshold_amt as threshold_amount,
        {{ code('stack_mode') }} as stack_mode,
        {{ text('product_scope') }} as product_scope,
        net_new_only as is_net_new_only,
        valid_days,
        budget_cap,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when batch_id is null then 'mkt_coupon_batch-01' end,
            case when cast_failures is not null then 'mkt_coupon_batch-03' end,
            case when stack_mode not in ('ONCE', 'LADDER') then 'mkt_coupon_batch-10' end,
            case
                when
                    face_amount < 0 or threshold_amount < 0 or valid_days < 0 or budget_cap < 0
                    then 'mkt_coupon_batch-11'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('mkt_coupon_batch') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['batch_id']) }} as is_current_version
from accepted
