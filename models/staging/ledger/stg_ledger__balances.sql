with source as (
    select * from {{ source('ledger', 'gl_balance') }}
),

renamed as (
    select
        {{ text('subject') }} as ledger_subject,
        {{ text('branch_code') }} as branch_code,
        {{ currency_code('ccy') }} as currency_code,
        biz_date as balance_date,
        dr_bal as debit_balance,
        cr_bal as credit_balance,
        balance as ledger_balance,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when
                    ledger_subject is null or branch_code is null or currency_code is null
                    or balance_date is null
                    then 'gl_balance-01'
            end,
            case when ledger_balance is null then 'gl_balance-02' end,
            case when cast_failures is not null then 'gl_balance-03' end,
            case when balance_date > batch_date then 'gl_balance-10' end,
            case when {{ is_unknown_currency('currency_code') }} then 'gl_balance-11' end,
            case
                when abs(abs(ledger_balance) - abs(debit_balance - credit_balance)) > 0.01
                    then 'gl_balance-12'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('gl_balance') }} as is_rejected
    from judged
)

select
    accepted.*,
    batch_date = max(batch_date) over (partition by balance_date)
    and {{ is_current_version(
        ['ledger_subject', 'branch_code', 'currency_code', 'balance_date']
    ) }} as is_current_version
from accepted
