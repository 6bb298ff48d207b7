with source as (
    select * from {{ source('loan', 'loan_credit_report') }}
),

renamed as (
    select
        {{ text('query_id') }} as query_id,
        {{ text('id_no') }} as document_no,
        {{ document_no_normalised(text('id_no')) }} as tidied_document_no,
        query_ts as queried_at,
        authorised_flag as is_authorised,
        {{ text('authorise_doc_no') }} as authorisation_document_no,
        {{ code('bureau') }} as bureau,
        open_loan_cnt as open_loan_count,
        ext_loan_bal as external_loan_balance,
        ext_card_limit as external_card_limit,
        ext_card_used as external_card_used,
        overdue_cnt_24m as overdue_count_24m,
        query_cnt_3m as query_count_3m,
        score as bureau_score,
        {{ landed_columns() }}
    from source
),

identified as (
    select
        renamed.*,
        {{ resident_id_18('tidied_document_no') }} as resident_id
    from renamed
),

judged as (
    select
        identified.*,
        nullif(concat_ws(
            ' ',
            case when query_id is null then 'loan_credit_report-01' end,
            case when queried_at is null then 'loan_credit_report-02' end,
            case when cast_failures is not null then 'loan_credit_report-03' end,
            case when cast(queried_at as date) > batch_date then 'loan_credit_report-10' end,
            case
                when {{ is_late('loan_credit_report', 'cast(queried_at as date)') }}
                    then 'loan_credit_report-11'
            end,
            case when not coalesce(is_authorised, false) then 'loan_credit_report-12' end,
            case
                when {{ is_placeholder_document('tidied_document_no') }}
                    then 'loan_credit_report-13'
            end,
            case
                when
                    resident_id is not null
                    and not {{ is_placeholder_document('tidied_document_no') }}
                    and not {{ is_valid_resident_id('resident_id', 'batch_date') }}
                    then 'loan_credit_report-14'
            end,
            case when resident_id <> tidied_document_no then 'loan_credit_report-15' end,
            case when document_no <> tidied_document_no then 'loan_credit_report-16' end,
            case
                when
                    open_loan_count < 0 or external_loan_balance < 0 or external_card_limit < 0
                    or external_card_used < 0 or overdue_count_24m < 0 or query_count_3m < 0
                    then 'loan_credit_report-17'
            end
        ), '') as failed_rules
    from identified
),

accepted as (
    select
        judged.*,
        {{ is_rejected('loan_credit_report') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['query_id']) }} as is_current_version
from accepted
