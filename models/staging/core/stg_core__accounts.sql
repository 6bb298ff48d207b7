with source as (
    select * from {{ source('core', 'core_account') }}
),

renamed as (
    select
        {{ text('acct_no') }} as account_no,
        {{ text('core_cust_no') }} as core_customer_no,
        {{ text('product_code') }} as product_code,
        {{ code('acct_class') }} as account_class,
        {{ code('acct_type') }} as account_type,
        {{ currency_code('ccy') }} as currency_code,
        open_date,
        close_date,
        {{ text('open_branch') }} as open_branch,
        {{ code('open_channel') }} as open_channel,
        {{ code('status') }} as account_status,
        is_social_card,
        rate,
        maturity_date,
        auto_rollover,
        updated_at as source_updated_at,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when account_no is null then 'core_account-01' end,
            case when cast_failures is not null then 'core_account-03' end,
            case when account_status not in ('N', 'F', 'S', 'C', 'L') then 'core_account-10' end,
            case
                when account_type not in ('CUR', 'TD', 'CD', 'NTC', 'STR')
                    then 'core_account-11'
            end,
            case when account_class not in ('I', 'II', 'III') then 'core_account-12' end,
            case when {{ is_unknown_currency('currency_code') }} then 'core_account-13' end,
            case when core_customer_no is null then 'core_account-14' end,
            case when close_date < open_date then 'core_account-15' end,
            case when account_status = 'C' and close_date is null then 'core_account-16' end,
            case when open_date > batch_date then 'core_account-17' end,
            case when rate < 0 or rate >= 1 then 'core_account-18' end,
            case
                when
                    open_channel not in (
                        'CTR', 'ATM', 'VTM', 'STM', 'WEB', 'APP', 'WX', 'ALI', 'POS', 'BATCH'
                    )
                    then 'core_account-19'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('core_account') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['account_no'], updated_at='source_updated_at') }} as is_current_version
from accepted
