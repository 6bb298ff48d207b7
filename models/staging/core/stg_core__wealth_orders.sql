with source as (
    select * from {{ source('core', 'core_wealth_order') }}
),

renamed as (
    select
        {{ text('order_id') }} as order_id,
        {{ text('core_cust_no') }} as core_customer_no,
        {{ text('product_code') }} as product_code,
        {{ code('side') }} as side,
        apply_ts as applied_at,
        confirm_date,
        apply_amt as application_amount,
        confirm_amt as confirm_amount,
        fee,
        {{ text('coupon_id') }} as coupon_id,
        coupon_amt as coupon_amount,
        {{ code('channel') }} as channel_code,
        {{ text('seller_staff_id') }} as seller_staff_id,
        {{ text('branch_code') }} as branch_code,
        {{ code('status') }} as order_status,
        risk_match as is_risk_matched,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when order_id is null then 'core_wealth_order-01' end,
            case when cast_failures is not null then 'core_wealth_order-03' end,
            case
                when side not in ('SUB', 'PUR', 'RED', 'CONV', 'DIV')
                    then 'core_wealth_order-10'
            end,
            case
                when order_status not in ('APPLIED', 'CONFIRMED', 'FAILED', 'CANCELLED')
                    then 'core_wealth_order-11'
            end,
            case
                when application_amount < 0 or confirm_amount < 0 or fee < 0
                    then 'core_wealth_order-12'
            end,
            case when confirm_date < cast(applied_at as date) then 'core_wealth_order-13' end,
            case
                when
                    order_status = 'CONFIRMED' and (confirm_date is null or confirm_amount is null)
                    then 'core_wealth_order-14'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('core_wealth_order') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['order_id']) }} as is_current_version
from accepted
