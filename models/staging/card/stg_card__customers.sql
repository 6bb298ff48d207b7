with source as (
    select * from {{ source('card', 'card_customer') }}
),

units as (
    select factor from {{ ref('stg_landing__amount_units') }}
    where feed = 'card_customer'
),

renamed as (
    select
        {{ text('card_cust_no') }} as card_customer_no,
        {{ text('cust_name') }} as customer_name,
        {{ text('name_pinyin') }} as name_pinyin,
        {{ code('id_type') }} as document_type,
        {{ text('id_no') }} as document_no,
        {{ document_no_normalised(text('id_no')) }} as tidied_document_no,
        source.birth_date,
        {{ text('mobile') }} as mobile,
        {{ text('email') }} as email,
        {{ text('employer') }} as employer,
        {{ text('position_title') }} as position_title,
        {{ delivered_amount('source.annual_income') }} as declared_income,
        {{ believable_income(delivered_amount('source.annual_income')) }} as annual_income,
        {{ text('bill_addr') }} as bill_addr,
        {{ code('credit_grade') }} as credit_grade,
        source.updated_at as source_updated_at,
        {{ landed_columns() }}
    from source
    cross join units
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
            case when card_customer_no is null then 'card_customer-01' end,
            case when cast_failures is not null then 'card_customer-03' end,
            case when {{ has_lost_characters('customer_name') }} then 'card_customer-10' end,
            case when {{ has_replaced_characters('customer_name') }} then 'card_customer-11' end,
            case when {{ is_test_name('customer_name') }} then 'card_customer-12' end,
            case when customer_name is null then 'card_customer-13' end,
            case
                when document_type = '01' and {{ is_placeholder_document('tidied_document_no') }}
                    then 'card_customer-20'
            end,
            case
                when
                    document_type = '01' and tidied_document_no is not null
                    and not {{ is_placeholder_document('tidied_document_no') }}
                    and not {{ is_valid_resident_id('resident_id', 'batch_date') }}
                    then 'card_customer-21'
            end,
            case when resident_id <> tidied_document_no then 'card_customer-22' end,
            case when document_no <> tidied_document_no then 'card_customer-23' end,
            case when document_type = '01' and document_no is null then 'card_customer-24' end,
            case
                when document_type not in ('01', '02', '03', '04', '05', '06')
                    then 'card_customer-25'
            end,
            case
                when birth_date > batch_date or birth_date < date '1900-01-01'
                    then 'card_customer-26'
            end,
            case
                when
                    birth_date <> {{ resident_id_birth_date('resident_id') }}
                    and {{ is_valid_resident_id('resident_id', 'batch_date') }}
                    then 'card_customer-27'
            end,
            case when {{ is_unbelievable_income('declared_income') }} then 'card_customer-28' end,
            case
                when {{ is_income_in_ten_thousands('declared_income') }}
                    then 'card_customer-29'
            end,
            case
                when
                    {{ has_lost_characters('employer') }} or {{ has_lost_characters('bill_addr') }}
                    then 'card_customer-30'
            end
        ), '') as failed_rules
    from identified
),

accepted as (
    select
        judged.*,
        {{ is_rejected('card_customer') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['card_customer_no'], updated_at='source_updated_at') }}
        as is_current_version
from accepted
