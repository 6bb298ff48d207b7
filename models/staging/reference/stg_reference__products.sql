with source as (
    select * from {{ source('reference', 'ref_product') }}
),

renamed as (
    select
        {{ text('product_code') }} as product_code,
        valid_from,
        {{ text('product_name') }} as product_name,
        {{ code('category_l1') }} as category_level_1,
        {{ code('category_l2') }} as category_level_2,
        {{ code('coverage_group') }} as coverage_group,
        {{ code('risk_level') }} as risk_level,
        hnw_only as is_hnw_only,
        fee_rate,
        {{ code('ftp_curve') }} as ftp_curve,
        launch_date,
        withdraw_date,
        valid_to,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when product_code is null or valid_from is null then 'ref_product-01' end,
            case when cast_failures is not null then 'ref_product-03' end,
            case
                when
                    coverage_group not in (
                        'TIME_DEP', 'WEALTH', 'FUND', 'INSURANCE', 'CREDIT_CARD', 'LOAN', 'DEMAND',
                        'OTHER'
                    )
                    then 'ref_product-10'
            end,
            case when risk_level not in ('R1', 'R2', 'R3', 'R4', 'R5') then 'ref_product-11' end,
            case when valid_to < valid_from then 'ref_product-12' end,
            case when withdraw_date < launch_date then 'ref_product-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('ref_product') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['product_code', 'valid_from']) }} as is_current_version
from accepted
