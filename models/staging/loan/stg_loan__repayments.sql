with source as (
    select * from {{ source('loan', 'loan_repayment') }}
),

renamed as (
    select
        {{ text('repay_id') }} as repay_id,
        {{ text('contract_no') }} as contract_no,
        due_seq as instalment_seq,
        due_date,
        paid_date,
        principal as principal_amount,
        interest as interest_amount,
        penalty as penalty_amount,
        {{ code('channel') }} as channel_code,
        is_prepay,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when repay_id is null then 'loan_repayment-01' end,
            case when paid_date is null then 'loan_repayment-02' end,
            case when cast_failures is not null then 'loan_repayment-03' end,
            case when paid_date > batch_date then 'loan_repayment-10' end,
            case when {{ is_late('loan_repayment', 'paid_date') }} then 'loan_repayment-11' end,
            case
                when principal_amount < 0 or interest_amount < 0 or penalty_amount < 0
                    then 'loan_repayment-12'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('loan_repayment') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['repay_id']) }} as is_current_version
from accepted
