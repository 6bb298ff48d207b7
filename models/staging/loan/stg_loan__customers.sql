with source as (
    select * from {{ source('loan', 'loan_customer') }}
),

renamed as (
    select
        {{ text('loan_cust_no') }} as loan_customer_no,
        {{ text('cust_name') }} as customer_name,
        {{ code('id_type') }} as document_type,
        {{ text('id_no') }} as document_no,
        {{ document_no_normalised(text('id_no')) }} as tidied_document_no,
        birth_date,
        {{ text('mobile') }} as mobile,
        {{ text('family_addr') }} as family_addr,
        {{ text('spouse_id_no') }} as spouse_document_no,
        house_flag as is_house_owner,
        vehicle_flag as is_vehicle_owner,
        {{ code('credit_grade') }} as credit_grade,
        grade_date,
        updated_at as source_updated_at,
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
            case when loan_customer_no is null then 'loan_customer-01' end,
            case when cast_failures is not null then 'loan_customer-03' end,
            case when {{ has_lost_characters('customer_name') }} then 'loan_customer-10' end,
            case when {{ has_replaced_characters('customer_name') }} then 'loan_customer-11' end,
            case when {{ is_test_name('customer_name') }} then 'loan_customer-12' end,
            case when customer_name is null then 'loan_customer-13' end,
            case
                when document_type = '01' and {{ is_placeholder_document('tidied_document_no') }}
                    then 'loan_customer-20'
            end,
            case
                when
                    document_type = '01' and tidied_document_no is not null
                    and not {{ is_placeholder_document('tidied_document_no') }}
                    and not {{ is_valid_resident_id('resident_id', 'batch_date') }}
                    then 'loan_customer-21'
            end,
            case when resident_id <> tidied_document_no then 'loan_customer-22' end,
            case when document_no <> tidied_document_no then 'loan_customer-23' end,
            case when document_type = '01' and document_no is null then 'loan_customer-24' end,
            case
                when document_type not in ('01', '02', '03', '04', '05', '06')
                    then 'loan_customer-25'
            end,
            case
                when birth_date > batch_date or birth_date < date '1900-01-01'
                    then 'loan_customer-26'
            end,
            case
                when
                    birth_date <> {{ resident_id_birth_date('resident_id') }}
                    and {{ is_valid_resident_id('resident_id', 'batch_date') }}
                    then 'loan_customer-27'
            end,
            case when {{ has_lost_characters('family_addr') }} then 'loan_customer-28' end
        ), '') as failed_rules
    from identified
),

accepted as (
    select
        judged.*,
        {{ is_rejected('loan_customer') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['loan_customer_no'], updated_at='source_updated_at') }}
        as is_current_version
from accepted
