with source as (
    select * from {{ source('loan', 'loan_contract') }}
),

renamed as (
    select
        {{ text('contract_no') }} as contract_no,
        {{ text('loan_cust_no') }} as loan_customer_no,
        {{ text('co_borrower_no') }} as co_borrower_customer_no,
        {{ text('product_code') }} as product_code,
        {{ code('loan_type') }} as loan_type,
        principal,
        rate,
        {{ code('rate_type') }} as rate_type,
        lpr_spread_bp as lpr_spread_basis_points,
        term_m as term_months,
        start_date,
        maturity_date,
        {{ code('repay_mode') }} as repay_mode,
        {{ code('collateral_type') }} as collateral_type,
        {{ code('status') }} as contract_status,
        case {{ text('five_class') }}
            when '正常' then 'NORMAL'
            when '关注' then 'ATTENTION'
            when '關注' then 'ATTENTION'
            when '次级' then 'SUBSTANDARD'
            when '次級' then 'SUBSTANDARD'
            when '可疑' then 'DOUBTFUL'
            when '损失' then 'LOSS'
            when '損失' then 'LOSS'
            else {{ text('five_class') }}
        end as five_class,
        {{ text('mgr_staff_id') }} as manager_staff_id,
        {{ code('channel') }} as origination_channel_code,
        {{ currency_code('ccy') }} as currency_code,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when contract_no is null then 'loan_contract-01' end,
            case when principal is null then 'loan_contract-02' end,
            case when cast_failures is not null then 'loan_contract-03' end,
            case when loan_type not in ('MORT', 'CONS', 'AUTO', 'BIZ') then 'loan_contract-10' end,
            case when rate_type not in ('LPR_FLOAT', 'FIXED') then 'loan_contract-11' end,
            case when repay_mode not in ('EPI', 'EPP', 'BULLET') then 'loan_contract-12' end,
            case
                when five_class not in ('NORMAL', 'ATTENTION', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS')
                    then 'loan_contract-13'
            end,
            case when principal <= 0 then 'loan_contract-14' end,
            case when maturity_date < start_date then 'loan_contract-15' end,
            case when rate < 0 or rate >= 1 then 'loan_contract-16' end,
            case when {{ is_unknown_currency('currency_code') }} then 'loan_contract-17' end,
            case when loan_customer_no is null then 'loan_contract-18' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('loan_contract') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['contract_no']) }} as is_current_version
from accepted
