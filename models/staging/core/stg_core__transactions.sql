{{ partitioned_by('batch_date', 'stg_landing__batch_versions', "feed = 'core_transaction'") }}

with source as (
    select * from {{ source('core', 'core_transaction') }}
    where {{ in_touched('batch_date') }}
),

renamed as (
    select
        {{ text('txn_id') }} as transaction_id,
        {{ text('acct_no') }} as account_no,
        txn_ts as transaction_at,
        cast(txn_ts as date) as transaction_date,
        post_date as posting_date,
        amount,
        {{ code('dr_cr') }} as debit_credit,
        {{ currency_code('ccy') }} as currency_code,
        {{ code('txn_code') }} as transaction_code,
        {{ code('channel') }} as channel_code,
        {{ text('teller_id') }} as teller_id,
        {{ text('branch_code') }} as branch_code,
        {{ text('cpty_acct') }} as counterparty_account,
        {{ text('cpty_name') }} as counterparty_name,
        {{ text('cpty_bank_code') }} as counterparty_bank_code,
        {{ text('summary') }} as summary,
        {{ code('reversal_flag') }} as reversal_flag,
        {{ text('orig_txn_id') }} as original_transaction_id,
        balance_after,
        {{ text('card_no') }} as card_no,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when transaction_id is null then 'core_transaction-01' end,
            case when transaction_at is null or amount is null then 'core_transaction-02' end,
            case when cast_failures is not null then 'core_transaction-03' end,
            case when amount <= 0 then 'core_transaction-10' end,
            case
                when debit_credit is null or debit_credit not in ('D', 'C')
                    then 'core_transaction-11'
            end,
            case when transaction_date > batch_date then 'core_transaction-12' end,
            case
                when {{ is_late('core_transaction', 'transaction_date') }}
                    then 'core_transaction-13'
            end,
            case when account_no is null then 'core_transaction-14' end,
            case when {{ is_unknown_currency('currency_code') }} then 'core_transaction-15' end,
            case
                when
                    channel_code not in (
                        'CTR', 'ATM', 'VTM', 'STM', 'WEB', 'APP', 'WX', 'ALI', 'POS', 'BATCH'
                    )
                    then 'core_transaction-16'
            end,
            case when reversal_flag not in ('N', 'R', 'X') then 'core_transaction-17' end,
            case
                when reversal_flag = 'R' and original_transaction_id is null
                    then 'core_transaction-18'
            end,
            case when posting_date < transaction_date then 'core_transaction-19' end,
            case
                when
                    {{ has_lost_characters('counterparty_name') }}
                    or {{ has_lost_characters('summary') }}
                    then 'core_transaction-20'
            end
        ), '') as failed_rules
    from renamed
)

select
    judged.*,
    {{ is_rejected('core_transaction') }} as is_rejected
from judged
