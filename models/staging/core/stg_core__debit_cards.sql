with source as (
    select * from {{ source('core', 'core_debit_card') }}
),

renamed as (
    select
        {{ text('card_no') }} as card_no,
        {{ text('acct_no') }} as account_no,
        {{ text('core_cust_no') }} as core_customer_no,
        {{ text('card_bin') }} as card_bin,
        issue_date,
        activate_date,
        {{ code('status') }} as card_status,
        {{ text('replaced_by') }} as replaced_by_card_no,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when card_no is null then 'core_debit_card-01' end,
            case when cast_failures is not null then 'core_debit_card-03' end,
            case when card_status not in ('A', 'L', 'C', 'E') then 'core_debit_card-10' end,
            case when not {{ is_luhn_valid('card_no') }} then 'core_debit_card-11' end,
            case when activate_date < issue_date then 'core_debit_card-12' end,
            case when account_no is null then 'core_debit_card-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('core_debit_card') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['card_no']) }} as is_current_version
from accepted
