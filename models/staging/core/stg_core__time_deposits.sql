with source as (
    select * from {{ source('core', 'core_time_deposit') }}
),

renamed as (
    select
        {{ text('acct_no') }} as account_no,
        {{ text('sub_no') }} as sub_account_no,
        principal,
        start_date,
        maturity_date,
        term_m as term_months,
        rate,
        early_withdraw_amt as early_withdraw_amount,
        {{ code('status') }} as deposit_status,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when account_no is null or sub_account_no is null then 'core_time_deposit-01' end,
            case when cast_failures is not null then 'core_time_deposit-03' end,
            case when principal is null or principal <= 0 then 'core_time_deposit-10' end,
            case when maturity_date < start_date then 'core_time_deposit-11' end,
            case when rate < 0 or rate >= 1 then 'core_time_deposit-12' end,
            case when term_months <= 0 then 'core_time_deposit-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('core_time_deposit') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['account_no', 'sub_account_no']) }} as is_current_version
from accepted
