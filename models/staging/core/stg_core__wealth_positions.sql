{{ partitioned_by(
    'batch_date', 'stg_landing__batch_versions', "feed = 'core_wealth_position_daily'"
) }}

with source as (
    select * from {{ source('core', 'core_wealth_position_daily') }}
    where {{ in_touched('batch_date') }}
),

renamed as (
    select
        {{ text('core_cust_no') }} as core_customer_no,
        {{ text('product_code') }} as product_code,
        biz_date as position_date,
        {{ code('category') }} as wealth_category,
        shares as units,
        nav as net_asset_value,
        nav_date as net_asset_value_date,
        market_value,
        cost_value,
        {{ currency_code('ccy') }} as currency_code,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when core_customer_no is null or product_code is null or position_date is null
                    then 'core_wealth_position_daily-01'
            end,
            case
                when market_value is null and units is null
                    then 'core_wealth_position_daily-02'
            end,
            case when cast_failures is not null then 'core_wealth_position_daily-03' end,
            case when position_date > batch_date then 'core_wealth_position_daily-10' end,
            case
                when net_asset_value is null or net_asset_value <= 0
                    then 'core_wealth_position_daily-11'
            end,
            case
                when
                    wealth_category not in ('FUND', 'WMP', 'INS', 'PM', 'BOND', 'TRUST', 'CUSTODY')
                    then 'core_wealth_position_daily-12'
            end,
            case
                when {{ is_unknown_currency('currency_code') }}
                    then 'core_wealth_position_daily-13'
            end,
            case when units < 0 or market_value < 0 then 'core_wealth_position_daily-14' end,
            case when position_date < net_asset_value_date then 'core_wealth_position_daily-15' end
        ), '') as failed_rules
    from renamed
)

select
    judged.*,
    {{ is_rejected('core_wealth_position_daily') }} as is_rejected
from judged
