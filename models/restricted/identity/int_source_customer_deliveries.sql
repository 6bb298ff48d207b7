-- Every accepted delivery of a customer record in one shape, one per record and batch. What a
-- system does not carry is NULL: it neither supports nor contradicts.
with core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where not is_rejected
),

card_customers as (
    select * from {{ ref('stg_card__customers') }}
    where not is_rejected
),

loan_customers as (
    select * from {{ ref('stg_loan__customers') }}
    where not is_rejected
),

ebank_users as (
    select * from {{ ref('stg_ebank__users') }}
    where not is_rejected
),

crm_customers as (
    select * from {{ ref('stg_crm__customers') }}
    where not is_rejected
),

delivered as (
    select
        'core' as source_system,
        core_customer_no as source_customer_id,
        document_type,
        document_no,
        birth_date,
        nationality,
        customer_name,
        name_pinyin,
        mobile,
        merged_into_customer_no as declared_core_customer_no,
        cast(null as varchar(60)) as declared_card_customer_no,
        cast(null as varchar(60)) as declared_loan_customer_no,
        {{ is_test_name('customer_name') }} as is_test,
        source_updated_at,
        batch_date,
        src_file,
        src_row_no
    from core_customers

    union all

    select
        'card' as source_system,
        card_customer_no as source_customer_id,
        document_type,
        document_no,
        birth_date,
        cast(null as varchar(60)) as nationality,
        customer_name,
        name_pinyin,
        mobile,
        cast(null as varchar(60)) as declared_core_customer_no,
        cast(null as varchar(60)) as declared_card_customer_no,
        cast(null as varchar(60)) as declared_loan_customer_no,
        {{ is_test_name('customer_name') }} as is_test,
        source_updated_at,
        batch_date,
        src_file,
        src_row_no
    from card_customers

    union all

    select
        'loan' as source_system,
        loan_customer_no as source_customer_id,
        document_type,
        document_no,
        birth_date,
        cast(null as varchar(60)) as nationality,
        customer_name,
        cast(null as varchar(60)) as name_pinyin,
        mobile,
        cast(null as varchar(60)) as declared_core_customer_no,
        cast(null as varchar(60)) as declared_card_customer_no,
        cast(null as varchar(60)) as declared_loan_customer_no,
        {{ is_test_name('customer_name') }} as is_test,
        source_updated_at,
        batch_date,
        src_file,
        src_row_no
    from loan_customers

    union all

    select
        'ebank' as source_system,
        user_id as source_customer_id,
        cast(null as varchar(60)) as document_type,
        document_no,
        cast(null as date) as birth_date,
        cast(null as varchar(60)) as nationality,
        cast(null as varchar(60)) as customer_name,
        cast(null as varchar(60)) as name_pinyin,
        mobile,
        core_customer_no as declared_core_customer_no,
        cast(null as varchar(60)) as declared_card_customer_no,
        cast(null as varchar(60)) as declared_loan_customer_no,
        {{ is_test_name('login_name') }} as is_test,
        cast(null as timestamp) as source_updated_at,
        batch_date,
        src_file,
        src_row_no
    from ebank_users

    union all

    select
        'crm' as source_system,
        crm_customer_id as source_customer_id,
        cast(null as varchar(60)) as document_type,
        cast(null as varchar(60)) as document_no,
        cast(null as date) as birth_date,
        cast(null as varchar(60)) as nationality,
        customer_name,
        cast(null as varchar(60)) as name_pinyin,
        mobile,
        core_customer_no as declared_core_customer_no,
        card_customer_no as declared_card_customer_no,
        loan_customer_no as declared_loan_customer_no,
        {{ is_test_name('customer_name') }} as is_test,
        source_updated_at,
        batch_date,
        src_file,
        src_row_no
    from crm_customers
)

select delivered.*
from delivered
qualify row_number() over (
    partition by source_system, source_customer_id, batch_date
    order by source_updated_at desc nulls last, src_file desc, src_row_no desc
) = 1
