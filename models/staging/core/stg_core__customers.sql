with source as (
    select * from {{ source('core', 'core_customer') }}
),

renamed as (
    select
        {{ text('core_cust_no') }} as core_customer_no,
        {{ text('cust_name') }} as customer_name,
        {{ text('name_pinyin') }} as name_pinyin,
        {{ code('id_type') }} as document_type,
        {{ text('id_no') }} as document_no,
        {{ document_no_normalised(text('id_no')) }} as tidied_document_no,
        id_expiry as document_expiry_date,
        case {{ code('gender') }}
            when '1' then 'M'
            when '男' then 'M'
            when '2' then 'F'
            when '女' then 'F'
            else {{ code('gender') }}
        end as gender,
        birth_date,
        {{ code('nationality') }} as nationality,
        {{ text('mobile') }} as mobile,
        {{ text('home_addr') }} as home_addr,
        {{ code('occupation_code') }} as occupation_code,
        {{ text('employer') }} as employer,
        annual_income as declared_income,
        {{ believable_income('annual_income') }} as annual_income,
        {{ code('education_code') }} as education_code,
        {{ code('marital_code') }} as marital_code,
        {{ text('open_branch') }} as open_branch,
        open_date,
        {{ code('cust_status') }} as customer_status,
        {{ text('merged_into') }} as merged_into_customer_no,
        staff_flag as is_staff,
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
            case when core_customer_no is null then 'core_customer-01' end,
            case when cast_failures is not null then 'core_customer-03' end,
            case when {{ has_lost_characters('customer_name') }} then 'core_customer-10' end,
            case when {{ has_replaced_characters('customer_name') }} then 'core_customer-11' end,
            case when {{ is_test_name('customer_name') }} then 'core_customer-12' end,
            case when customer_name is null then 'core_customer-13' end,
            case
                when document_type = '01' and {{ is_placeholder_document('tidied_document_no') }}
                    then 'core_customer-20'
            end,
            case
                when
                    document_type = '01' and tidied_document_no is not null
                    and not {{ is_placeholder_document('tidied_document_no') }}
                    and not {{ is_valid_resident_id('resident_id', 'batch_date') }}
                    then 'core_customer-21'
            end,
            case when resident_id <> tidied_document_no then 'core_customer-22' end,
            case when document_no <> tidied_document_no then 'core_customer-23' end,
            case when document_type = '01' and document_no is null then 'core_customer-24' end,
            case
                when document_type not in ('01', '02', '03', '04', '05', '06')
                    then 'core_customer-25'
            end,
            case
                when birth_date > batch_date or birth_date < date '1900-01-01'
                    then 'core_customer-26'
            end,
            case
                when
                    birth_date <> {{ resident_id_birth_date('resident_id') }}
                    and {{ is_valid_resident_id('resident_id', 'batch_date') }}
                    then 'core_customer-27'
            end,
            case when {{ is_unbelievable_income('declared_income') }} then 'core_customer-28' end,
            case
                when {{ is_income_in_ten_thousands('declared_income') }}
                    then 'core_customer-29'
            end,
            case when customer_status not in ('N', 'C', 'D', 'M') then 'core_customer-30' end,
            case when gender not in ('M', 'F') then 'core_customer-31' end,
            case
                when customer_status = 'M' and merged_into_customer_no is null
                    then 'core_customer-32'
            end,
            case when merged_into_customer_no = core_customer_no then 'core_customer-33' end,
            case when open_date < birth_date then 'core_customer-34' end,
            case when is_staff then 'core_customer-35' end,
            case
                when
                    {{ has_lost_characters('home_addr') }} or {{ has_lost_characters('employer') }}
                    then 'core_customer-36'
            end
        ), '') as failed_rules
    from identified
),

accepted as (
    select
        judged.*,
        {{ is_rejected('core_customer') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['core_customer_no'], updated_at='source_updated_at') }}
        as is_current_version
from accepted
