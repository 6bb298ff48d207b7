-- Records that can ever have been one person: connected by a document or a declared number that
-- any of their versions held. Matching in one scope never touches another, so a change is worked
-- out for its scope alone.
with recursive source_customer_versions as (
    select * from {{ ref('int_source_customer_versions') }}
    where document_ref is not null
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
),

declared_links as (
    select * from {{ ref('int_declared_links') }}
),

holders as (
    select distinct
        source_customer_versions.document_ref,
        source_customers.seniority
    from source_customer_versions
    inner join source_customers
        on
            source_customer_versions.source_system = source_customers.source_system
            and source_customer_versions.source_customer_id = source_customers.source_customer_id
),

links as (
    -- A star around the oldest holder, not every pair: a number that thousands share stays cheap.
    select
        seniority,
        min(seniority) over (partition by document_ref) as linked_seniority
    from holders

    union all

    select
        seniority,
        linked_seniority
    from declared_links
),

neighbours as (
    select
        seniority,
        linked_seniority
    from links
    where seniority <> linked_seniority
    union
    select
        linked_seniority as seniority,
        seniority as linked_seniority
    from links
    where seniority <> linked_seniority
),

starts as (
    -- Only a record without an older neighbour can be the oldest of its scope.
    select seniority
    from neighbours
    group by seniority
    having min(linked_seniority) > seniority
),

reached (scope_id, seniority) as (
    select
        seniority as scope_id,
        seniority
    from starts
    union
    select
        reached.scope_id,
        neighbours.linked_seniority as seniority
    from reached
    inner join neighbours
        on reached.seniority = neighbours.seniority
    where neighbours.linked_seniority > reached.scope_id
)

select
    source_customers.seniority,
    coalesce(min(reached.scope_id), source_customers.seniority) as scope_id
from source_customers
left join reached
    on source_customers.seniority = reached.seniority
group by source_customers.seniority
