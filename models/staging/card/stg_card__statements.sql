with source as (
    select * from {{ source('card', 'card_statement') }}
),

units as (
    select factor from {{ ref('stg_landing__amount_units') }}
    where feed = 'card_statement'
),

renamed as (
    select
        {{ text('card_acct_no') }} as card_account_no,
        source.stmt_date as statement_date,
        {{ delivered_amount('source.stmt_bal') }} as statement_balance,
        {{ delivered_amount('source.min_due') }} as minimum_due_amount,
        source.due_date,
        {{ delivered_amount('source.paid_amt') }} as paid_amount,
        source.paid_date,
        {{ delivered_amount('source.interest') }} as interest_amount,
        {{ delivered_amount('source.late_fee') }} as late_fee,
        source.dpd as days_past_due,
        {{ code('bucket') }} as delinquency_bucket,
        {{ landed_columns() }}
    from source
    cross join units
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when card_account_no is null or statement_date is null
                    then 'card_statement-01'
            end,
            case when statement_balance is null then 'card_statement-02' end,
            case when cast_failures is not null then 'card_statement-03' end,
            case when statement_date > batch_date then 'card_statement-10' end,
            case
                when {{ is_late('card_statement', 'statement_date') }}
                    then 'card_statement-11'
            end,
            case when due_date < statement_date then 'card_statement-12' end,
            case
                when delinquency_bucket not in ('M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M6+')
                    then 'card_statement-13'
            end,
            case
                when
                    minimum_due_amount < 0 or paid_amount < 0 or interest_amount < 0
                    or late_fee < 0 or days_past_due < 0
                    then 'card_statement-14'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('card_statement') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['card_account_no', 'statement_date']) }} as is_current_version
from accepted
