with source as (
    select * from {{ source('card', 'card_account') }}
),

units as (
    select factor from {{ ref('stg_landing__amount_units') }}
    where feed = 'card_account'
),

renamed as (
    select
        {{ text('card_acct_no') }} as card_account_no,
        {{ text('card_cust_no') }} as card_customer_no,
        {{ currency_code('ccy') }} as currency_code,
        {{ delivered_amount('source.credit_limit') }} as credit_limit,
        {{ delivered_amount('source.temp_limit') }} as temp_limit,
        source.temp_limit_end,
        {{ delivered_amount('source.cash_limit') }} as cash_limit,
        source.cycle_day,
        source.due_day,
        source.open_date,
        {{ code('status') }} as account_status,
        {{ code('block_code') }} as block_code,
        source.updated_at as source_updated_at,
        {{ landed_columns() }}
    from source
    cross join units
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when card_account_no is null then 'card_account-01' end,
            case when cast_failures is not null then 'card_account-03' end,
            case when {{ is_unknown_currency('currency_code') }} then 'card_account-10' end,
            case
                when credit_limit < 0 or temp_limit < 0 or cash_limit < 0
                    then 'card_account-11'
            end,
            case
                when cycle_day not between 1 and 31 or due_day not between 1 and 31
                    then 'card_account-12'
            end,
            case when card_customer_no is null then 'card_account-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('card_account') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['card_account_no'], updated_at='source_updated_at') }}
        as is_current_version
from accepted
