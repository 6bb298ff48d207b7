-- Pairs that a person has to look at, as things stand now. Nothing here merges anything, no mobile
-- and no name raises a doubt alone, and two valid resident numbers that differ are two people.
{% set most_pairs_of = 50 %}

with identity_states as (
    select * from {{ ref('int_identity_states') }}
    where is_current
),

customer_clusters as (
    select * from {{ ref('int_customer_clusters') }}
    where is_current
),

declared_link_verdicts as (
    select * from {{ ref('int_declared_link_verdicts') }}
    where is_current and contradicted_by is not null
),

members as (
    select
        identity_states.*,
        customer_clusters.cluster_seniority,
        customer_clusters.component,
        customer_clusters.is_guarded,
        max(identity_states.version_from) over (
            partition by customer_clusters.component
        ) as component_from
    from identity_states
    inner join customer_clusters
        on identity_states.seniority = customer_clusters.seniority
),

suspicions as (
    -- One document, but rules M1 and M2 did not make one person of its holders.
    select
        'SAME_DOCUMENT' as reason,
        document_ref as shared,
        'document' as detail,
        seniority,
        cluster_seniority,
        resident_id,
        version_from as seen_from
    from members
    where document_ref is not null

    union all

    -- Declared links that would have joined two valid resident numbers.
    select
        'TWO_IDENTIFIERS' as reason,
        cast(component as varchar(20)) as shared,
        'declared links join two identifiers' as detail,
        seniority,
        cluster_seniority,
        cast(null as varchar(18)) as resident_id,
        component_from as seen_from
    from members
    where is_guarded

    union all

    -- Rule M4.
    select
        'SAME_PERSON' as reason,
        concat(customer_name, '|', cast(birth_date as varchar(10)), '|', mobile) as shared,
        'name, birth date, mobile' as detail,
        seniority,
        cluster_seniority,
        resident_id,
        version_from as seen_from
    from members
    where
        customer_name is not null and birth_date is not null and mobile is not null and not is_test

    union all

    select
        'SAME_PERSON' as reason,
        concat(name_pinyin, '||', cast(birth_date as varchar(10)), '|', mobile) as shared,
        'name, birth date, mobile' as detail,
        seniority,
        cluster_seniority,
        resident_id,
        version_from as seen_from
    from members
    where
        name_pinyin is not null and birth_date is not null and mobile is not null and not is_test
),

counted as (
    -- Beyond this many records each is held against the oldest only: a queue is read by people.
    select
        suspicions.*,
        count(*) over (partition by reason, shared) <= {{ most_pairs_of }}
        or seniority = min(seniority) over (partition by reason, shared) as faces_all
    from suspicions
),

pairs as (
    select
        counted.reason,
        counted.seniority,
        others.seniority as other_seniority,
        counted.detail,
        greatest(counted.seen_from, others.seen_from) as first_seen
    from counted
    inner join counted as others
        on
            counted.reason = others.reason
            and counted.shared = others.shared
            and counted.seniority < others.seniority
            and counted.cluster_seniority <> others.cluster_seniority
    where
        counted.faces_all
        and not coalesce(counted.resident_id <> others.resident_id, false)

    union all

    select
        'CONTRADICTED_LINK' as reason,
        least(members.seniority, linked.seniority) as seniority,
        greatest(members.seniority, linked.seniority) as other_seniority,
        concat('contradicted by ', declared_link_verdicts.contradicted_by) as detail,
        greatest(members.version_from, linked.version_from) as first_seen
    from declared_link_verdicts
    inner join members
        on declared_link_verdicts.seniority = members.seniority
    inner join members as linked
        on declared_link_verdicts.linked_seniority = linked.seniority
    where members.cluster_seniority <> linked.cluster_seniority
)

select
    reason,
    seniority,
    other_seniority,
    max(detail) as detail,
    max(first_seen) as first_seen
from pairs
group by reason, seniority, other_seniority
