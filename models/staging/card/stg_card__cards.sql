with source as (
    select * from {{ source('card', 'card_card') }}
),

renamed as (
    select
        {{ text('card_no') }} as card_no,
        {{ text('card_acct_no') }} as card_account_no,
        {{ code('main_supp') }} as main_or_supplementary,
        {{ text('supp_cust_no') }} as supplementary_customer_no,
        {{ text('product_code') }} as product_code,
        issue_date,
        activate_date,
        first_use_date,
        cancel_date,
        {{ code('status') }} as card_status,
        {{ text('promo_staff_id') }} as promo_staff_id,
        {{ code('apply_channel') }} as application_channel_code,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when card_no is null then 'card_card-01' end,
            case when cast_failures is not null then 'card_card-03' end,
            case when main_or_supplementary not in ('M', 'S') then 'card_card-10' end,
            case when not {{ is_luhn_valid('card_no') }} then 'card_card-11' end,
            case when cancel_date < issue_date then 'card_card-12' end,
            case
                when main_or_supplementary = 'S' and supplementary_customer_no is null
                    then 'card_card-13'
            end,
            case when card_account_no is null then 'card_card-14' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('card_card') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['card_no']) }} as is_current_version
from accepted
