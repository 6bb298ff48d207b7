-- One row per customer number of a system, as last delivered, with its place in the order that
-- decides who gives a customer its key, and the key it would give.
with source_customer_versions as (
    select * from {{ ref('int_source_customer_versions') }}
),

source_systems as (
    -- Of records that came with the same batch, the deposit core speaks first.
    select
        'core' as source_system,
        1 as precedence
    union all
    select
        'card' as source_system,
        2 as precedence
    union all
    select
        'loan' as source_system,
        3 as precedence
    union all
    select
        'ebank' as source_system,
        4 as precedence
    union all
    select
        'crm' as source_system,
        5 as precedence
),

first_batches as (
    select
        source_system,
        source_customer_id,
        min(valid_from) as first_batch_date
    from source_customer_versions
    group by source_system, source_customer_id
),

ranked as (
    select
        first_batches.*,
        row_number() over (
            order by
                first_batches.first_batch_date,
                source_systems.precedence,
                first_batches.source_customer_id
        ) as seniority
    from first_batches
    inner join source_systems
        on first_batches.source_system = source_systems.source_system
)

select
    ranked.seniority,
    {{ sha256_hex("concat(secret_file.secret, " ~ sha256_hex(
        "concat(secret_file.secret, ranked.source_system, '|', ranked.source_customer_id)"
    ) ~ ")") }} as own_customer_key,
    ranked.source_system,
    ranked.source_customer_id,
    ranked.first_batch_date,
    source_customer_versions.valid_from as unchanged_since,
    source_customer_versions.document_type,
    source_customer_versions.document_no,
    source_customer_versions.resident_id,
    source_customer_versions.resident_id is not null as has_valid_resident_id,
    source_customer_versions.birth_date,
    source_customer_versions.nationality,
    source_customer_versions.customer_name,
    source_customer_versions.name_pinyin,
    source_customer_versions.mobile,
    source_customer_versions.declared_core_customer_no,
    source_customer_versions.declared_card_customer_no,
    source_customer_versions.declared_loan_customer_no,
    source_customer_versions.is_test
from ranked
inner join source_customer_versions
    on
        ranked.source_system = source_customer_versions.source_system
        and ranked.source_customer_id = source_customer_versions.source_customer_id
        and source_customer_versions.valid_to is null
cross join {{ read_secret(secret_path()) }} as secret_file
