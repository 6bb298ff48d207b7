-- Records that one document makes one person, at every batch that changed their scope (rules M1,
-- M2). Every record is in exactly one group; a record without a usable document is alone in its
-- own.
with identity_states as (
    select * from {{ ref('int_identity_states') }}
),

name_classes as (
    select * from {{ ref('int_name_classes') }}
),

declared_links as (
    select * from {{ ref('int_declared_links') }}
),

claims as (
    -- Who the record says the document belongs to: a class of names on a resident card, a
    -- nationality on a passport or permit, whose birth date is in the key already.
    select
        identity_states.observed_on,
        identity_states.seniority,
        identity_states.version_from,
        identity_states.document_key,
        case
            when identity_states.resident_id is null then identity_states.nationality
            else cast(name_classes.name_class as varchar(20))
        end as person_class
    from identity_states
    left join name_classes
        on
            identity_states.observed_on = name_classes.observed_on
            and identity_states.document_key = name_classes.document_key
            and coalesce(identity_states.customer_name, identity_states.name_pinyin)
            = name_classes.customer_name
    where identity_states.document_key is not null
),

documents as (
    select
        observed_on,
        document_key,
        count(distinct person_class) as class_count,
        min(person_class) as only_class
    from claims
    group by observed_on, document_key
),

pointers as (
    -- A record that names nobody, under a document that several claim, follows the one it declares.
    select
        claims.observed_on,
        claims.seniority,
        min(linked.person_class) as person_class
    from claims
    inner join declared_links
        on
            claims.seniority = declared_links.seniority
            and claims.version_from = declared_links.valid_from
    inner join claims as linked
        on
            claims.observed_on = linked.observed_on
            and declared_links.linked_seniority = linked.seniority
            and claims.document_key = linked.document_key
    where claims.person_class is null
    group by claims.observed_on, claims.seniority
    having count(distinct linked.person_class) = 1
),

settled as (
    select
        claims.observed_on,
        claims.seniority,
        claims.document_key,
        case
            when claims.person_class is not null then claims.person_class
            when documents.class_count = 0 then 'NONE'
            when documents.class_count = 1 then documents.only_class
            else pointers.person_class
        end as person_class
    from claims
    inner join documents
        on
            claims.observed_on = documents.observed_on
            and claims.document_key = documents.document_key
    left join pointers
        on
            claims.observed_on = pointers.observed_on
            and claims.seniority = pointers.seniority
)

select
    identity_states.scope_id,
    identity_states.observed_on,
    identity_states.is_current,
    identity_states.seniority,
    identity_states.resident_id,
    identity_states.document_key,
    settled.person_class,
    case
        when settled.person_class is null then identity_states.seniority
        else min(identity_states.seniority) over (
            partition by
                identity_states.observed_on, identity_states.document_key, settled.person_class
        )
    end as group_seniority
from identity_states
left join settled
    on
        identity_states.observed_on = settled.observed_on
        and identity_states.seniority = settled.seniority
