-- What each record said about who the customer is, from which batch to which. A delivery that
-- changes none of it opens no version.
with source_customer_deliveries as (
    select * from {{ ref('int_source_customer_deliveries') }}
),

tidied as (
    select
        source_system,
        source_customer_id,
        batch_date,
        document_type,
        {{ document_no_normalised('document_no') }} as document_no,
        birth_date as own_birth_date,
        nationality,
        {{ name_normalised('customer_name') }} as customer_name,
        {{ pinyin_normalised('name_pinyin') }} as own_pinyin,
        coalesce({{ has_replaced_characters('customer_name') }}, false) as is_name_damaged,
        {{ mobile_normalised('mobile') }} as mobile,
        {{ fold_width('declared_core_customer_no') }} as declared_core_customer_no,
        {{ fold_width('declared_card_customer_no') }} as declared_card_customer_no,
        {{ fold_width('declared_loan_customer_no') }} as declared_loan_customer_no,
        is_test
    from source_customer_deliveries
),

spelled as (
    -- A name in Latin letters is its own pinyin; a system that names no kind of document can only
    -- mean the resident card.
    select
        tidied.*,
        coalesce(
            own_pinyin,
            case when {{ regexp_is_match('customer_name', "'^[A-Z]+$'") }} then customer_name end
        ) as name_pinyin,
        coalesce(document_type, '01') = '01'
        and not {{ is_placeholder_document('document_no') }} as has_resident_number,
        document_type in ('02', '04', '05', '06')
        and length(document_no) >= 6
        and not {{ is_placeholder_document('document_no') }} as has_permit
    from tidied
),

upgraded as (
    select
        spelled.*,
        case when has_resident_number then {{ resident_id_18('document_no') }} end as resident_id
    from spelled
),

proven as (
    select
        upgraded.*,
        {{ is_valid_resident_id('resident_id', 'batch_date') }} as has_valid_resident_id
    from upgraded
),

keyed as (
    -- The reference is what two documents are compared by, the key what makes one person of two
    -- records. Serials from 996 on leave the century of an old number open: compared, never merged.
    select
        proven.*,
        case
            when has_valid_resident_id then {{ resident_id_birth_date('resident_id') }}
            else own_birth_date
        end as birth_date,
        case
            when has_valid_resident_id and substring(resident_id, 15, 3) >= '996'
                then concat('01|', substring(resident_id, 1, 6), substring(resident_id, 9, 9))
            when has_valid_resident_id or (has_resident_number and length(document_no) = 15)
                then concat('01|', coalesce(resident_id, document_no))
            when has_permit then concat(document_type, '|', document_no)
        end as document_ref,
        case
            when has_valid_resident_id then concat('01|', resident_id)
            when has_permit and own_birth_date is not null
                then concat(
                    document_type, '|', document_no, '|', cast(own_birth_date as varchar(10))
                )
        end as document_key
    from proven
),

fingerprinted as (
    select
        keyed.*,
        md5(concat_ws(
            '|',
            coalesce(document_key, ''),
            coalesce(document_ref, ''),
            coalesce(customer_name, ''),
            coalesce(name_pinyin, ''),
            coalesce(cast(birth_date as varchar(10)), ''),
            coalesce(nationality, ''),
            coalesce(mobile, ''),
            coalesce(declared_core_customer_no, ''),
            coalesce(declared_card_customer_no, ''),
            coalesce(declared_loan_customer_no, ''),
            cast(is_test as varchar(5))
        )) as fingerprint
    from keyed
),

changed as (
    select fingerprinted.*
    from fingerprinted
    qualify fingerprint is distinct from lag(fingerprint) over (
        partition by source_system, source_customer_id order by batch_date
    )
)

select
    source_system,
    source_customer_id,
    batch_date as valid_from,
    lead(batch_date) over (
        partition by source_system, source_customer_id order by batch_date
    ) as valid_to,
    document_type,
    document_no,
    case when has_valid_resident_id then resident_id end as resident_id,
    document_ref,
    document_key,
    birth_date,
    nationality,
    customer_name,
    name_pinyin,
    is_name_damaged,
    case when {{ is_mobile('mobile') }} then mobile end as mobile,
    declared_core_customer_no,
    declared_card_customer_no,
    declared_loan_customer_no,
    is_test
from changed
