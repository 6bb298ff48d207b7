-- What every record of a scope said at each batch that changed anything in it: matching runs once
-- over all of them, so that history and today come from the same rules.
with source_customer_versions as (
    select * from {{ ref('int_source_customer_versions') }}
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
),

identity_scopes as (
    select * from {{ ref('int_identity_scopes') }}
),

scoped as (
    select
        identity_scopes.scope_id,
        source_customers.seniority,
        source_customer_versions.*
    from source_customer_versions
    inner join source_customers
        on
            source_customer_versions.source_system = source_customers.source_system
            and source_customer_versions.source_customer_id = source_customers.source_customer_id
    inner join identity_scopes
        on source_customers.seniority = identity_scopes.seniority
),

moments as (
    select
        scope_id,
        valid_from as observed_on,
        max(valid_from) over (partition by scope_id) = valid_from as is_current
    from scoped
    group by scope_id, valid_from
)

select
    moments.scope_id,
    moments.observed_on,
    moments.is_current,
    scoped.seniority,
    scoped.valid_from as version_from,
    scoped.document_type,
    scoped.resident_id,
    scoped.document_ref,
    scoped.document_key,
    scoped.birth_date,
    scoped.nationality,
    scoped.customer_name,
    scoped.name_pinyin,
    scoped.is_name_damaged,
    scoped.mobile,
    scoped.is_test
from moments
inner join scoped
    on
        moments.scope_id = scoped.scope_id
        and moments.observed_on >= scoped.valid_from
        and moments.observed_on < coalesce(scoped.valid_to, date '9999-12-31')
