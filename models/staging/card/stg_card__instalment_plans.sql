with source as (
    select * from {{ source('card', 'card_instalment_plan') }}
),

units as (
    select factor from {{ ref('stg_landing__amount_units') }}
    where feed = 'card_instalment_plan'
),

renamed as (
    select
        {{ text('plan_id') }} as plan_id,
        {{ text('card_acct_no') }} as card_account_no,
        {{ code('plan_type') }} as plan_type,
        {{ code('source_channel') }} as source_channel_code,
        {{ delivered_amount('source.principal') }} as principal,
        source.terms as term_count,
        source.fee_rate,
        {{ code('fee_mode') }} as fee_mode,
        source.start_date,
        {{ code('status') }} as plan_status,
        {{ text('seller_staff_id') }} as seller_staff_id,
        {{ landed_columns() }}
    from source
    cross join units
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when plan_id is null then 'card_instalment_plan-01' end,
            case when cast_failures is not null then 'card_instalment_plan-03' end,
            case
                when plan_type not in ('BILL', 'CONS', 'CASH', 'AUTO', 'DECOR')
                    then 'card_instalment_plan-10'
            end,
            case
                when source_channel_code not in ('APP', 'POS', 'CALL', 'CTR')
                    then 'card_instalment_plan-11'
            end,
            case when fee_mode not in ('UPFRONT', 'SPREAD') then 'card_instalment_plan-12' end,
            case
                when plan_status not in ('ACT', 'FIN', 'EARLY', 'CAN')
                    then 'card_instalment_plan-13'
            end,
            case
                when principal is null or principal <= 0 or term_count is null or term_count <= 0
                    then 'card_instalment_plan-14'
            end,
            case when fee_rate < 0 or fee_rate >= 1 then 'card_instalment_plan-15' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('card_instalment_plan') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['plan_id']) }} as is_current_version
from accepted
