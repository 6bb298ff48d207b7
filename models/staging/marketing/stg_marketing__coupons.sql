with source as (
    select * from {{ source('marketing', 'mkt_coupon') }}
),

renamed as (
    select
        {{ text('coupon_id') }} as coupon_id,
        {{ text('batch_id') }} as batch_id,
        {{ text('crm_cust_id') }} as crm_customer_id,
        issue_ts as issued_at,
        use_ts as used_at,
        {{ text('order_id') }} as order_id,
        used_amt as used_amount,
        {{ code('status') }} as coupon_status,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when coupon_id is null then 'mkt_coupon-01' end,
            case when cast_failures is not null then 'mkt_coupon-03' end,
            case
                when coupon_status not in ('ISSUED', 'USED', 'EXPIRED', 'REVOKED')
                    then 'mkt_coupon-10'
            end,
            case when used_amount < 0 then 'mkt_coupon-11' end,
            case when used_at < issued_at then 'mkt_coupon-12' end,
            case
                when coupon_status = 'USED' and (used_at is null or used_amount is null)
                    then 'mkt_coupon-13'
            end,
            case when cast(issued_at as date) > batch_date then 'mkt_coupon-14' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('mkt_coupon') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['coupon_id']) }} as is_current_version
from accepted
