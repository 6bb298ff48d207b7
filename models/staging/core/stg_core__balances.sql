{{ partitioned_by('batch_date', 'stg_landing__batch_versions', "feed = 'core_balance_daily'") }}

with source as (
    select * from {{ source('core', 'core_balance_daily') }}
    where {{ in_touched('batch_date') }}
),

renamed as (
    select
        {{ text('acct_no') }} as account_no,
        biz_date as balance_date,
        balance,
        available_bal as available_balance,
        hold_amt as hold_amount,
        accrued_int as accrued_interest,
        ledger_bal as ledger_balance,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when account_no is null or balance_date is null then 'core_balance_daily-01' end,
            case when balance is null then 'core_balance_daily-02' end,
            case when cast_failures is not null then 'core_balance_daily-03' end,
            case when balance_date > batch_date then 'core_balance_daily-10' end,
            case when balance < 0 then 'core_balance_daily-11' end
        ), '') as failed_rules
    from renamed
)

select
    judged.*,
    {{ is_rejected('core_balance_daily') }} as is_rejected
from judged
