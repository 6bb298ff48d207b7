{{ partitioned_by('batch_date', 'stg_landing__batch_versions', "feed = 'loan_balance_daily'") }}

with source as (
    select * from {{ source('loan', 'loan_balance_daily') }}
    where {{ in_touched('batch_date') }}
),

renamed as (
    select
        {{ text('contract_no') }} as contract_no,
        biz_date as balance_date,
        principal_bal as principal_balance,
        overdue_principal,
        overdue_int as overdue_interest,
        dpd as days_past_due,
        ecl_amt as expected_credit_loss,
        stage as impairment_stage,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when contract_no is null or balance_date is null then 'loan_balance_daily-01' end,
            case when principal_balance is null then 'loan_balance_daily-02' end,
            case when cast_failures is not null then 'loan_balance_daily-03' end,
            case when balance_date > batch_date then 'loan_balance_daily-10' end,
            case
                when
                    principal_balance < 0 or overdue_principal < 0 or overdue_interest < 0
                    or days_past_due < 0
                    then 'loan_balance_daily-11'
            end,
            case when impairment_stage not in (1, 2, 3) then 'loan_balance_daily-12' end,
            case when overdue_principal > principal_balance then 'loan_balance_daily-13' end
        ), '') as failed_rules
    from renamed
)

select
    judged.*,
    {{ is_rejected('loan_balance_daily') }} as is_rejected
from judged
