with source as (
    select * from {{ source('reference', 'ref_channel_cost') }}
),

renamed as (
    select
        {{ code('channel') }} as channel_code,
        {{ code('biz_type') }} as business_type,
        valid_from,
        unit_cost_per_txn as unit_cost_per_transaction,
        cost_per_10k,
        base_part,
        promo_part,
        {{ text('source') }} as cost_source,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when channel_code is null or business_type is null or valid_from is null
                    then 'ref_channel_cost-01'
            end,
            case when cast_failures is not null then 'ref_channel_cost-03' end,
            case
                when
                    unit_cost_per_transaction < 0 or cost_per_10k < 0 or base_part < 0
                    or promo_part < 0
                    then 'ref_channel_cost-10'
            end,
            case when cost_per_10k <> base_part + promo_part then 'ref_channel_cost-11' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('ref_channel_cost') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['channel_code', 'business_type', 'valid_from']) }} as is_current_version
from accepted
