with source as (
    select * from {{ source('ebank', 'ebk_bill_payment') }}
),

renamed as (
    select
        {{ text('pay_id') }} as payment_id,
        {{ text('user_id') }} as user_id,
        {{ code('biller_type') }} as biller_type,
        {{ text('biller_id') }} as biller_id,
        amount,
        pay_ts as paid_at,
        {{ code('status') }} as payment_status,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when payment_id is null then 'ebk_bill_payment-01' end,
            case when paid_at is null then 'ebk_bill_payment-02' end,
            case when cast_failures is not null then 'ebk_bill_payment-03' end,
            case when cast(paid_at as date) > batch_date then 'ebk_bill_payment-10' end,
            case
                when {{ is_late('ebk_bill_payment', 'cast(paid_at as date)') }}
                    then 'ebk_bill_payment-11'
            end,
            case
                when
                    biller_type not in (
                        'WATER', 'POWER', 'GAS', 'PHONE', 'INTERNET', 'GAME', 'SOCIAL',
                        'HOUSING_FUND', 'TUITION', 'MEDICAL', 'TRANSIT', 'PARKING', 'PROPERTY'
                    )
                    then 'ebk_bill_payment-12'
            end,
            case when amount is null or amount <= 0 then 'ebk_bill_payment-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('ebk_bill_payment') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['payment_id']) }} as is_current_version
from accepted
