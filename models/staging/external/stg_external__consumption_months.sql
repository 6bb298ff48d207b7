with source as (
    select * from {{ source('external', 'tpd_consumption_month') }}
),

renamed as (
    select
        {{ text('id_hash') }} as id_hash,
        {{ code('platform') }} as platform,
        month as data_month,
        {{ code('amount_band') }} as amount_band,
        {{ code('order_cnt_band') }} as order_count_band,
        {{ text('category_top') }} as category_top,
        {{ text('consent_id') }} as consent_id,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when id_hash is null or platform is null or data_month is null
                    then 'tpd_consumption_month-01'
            end,
            case when cast_failures is not null then 'tpd_consumption_month-03' end,
            case when data_month > batch_date then 'tpd_consumption_month-10' end,
            case when consent_id is null then 'tpd_consumption_month-11' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('tpd_consumption_month') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['id_hash', 'platform', 'data_month']) }} as is_current_version
from accepted
