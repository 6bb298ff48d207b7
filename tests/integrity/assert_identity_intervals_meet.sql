-- What: the memberships of a source number and the versions of a customer follow each other without
-- gap or overlap; only the last is open.
-- When it matters: an as-of join would lose a customer or count it twice.
-- How to resolve: the interval arithmetic of the named table is broken; nothing in the data is.
with intervals as (
    select
        'bridge_customer_source' as table_name,
        concat(source_system, '|', source_customer_id) as owner,
        valid_from,
        valid_to
    from {{ ref('bridge_customer_source') }}

    union all

    select
        'dim_customer_history' as table_name,
        customer_key as owner,
        valid_from,
        valid_to
    from {{ ref('dim_customer_history') }}
),

followed as (
    select
        intervals.*,
        lead(valid_from) over (partition by table_name, owner order by valid_from) as next_from
    from intervals
)

select
    table_name,
    valid_from,
    valid_to,
    next_from
from followed
where
    valid_to is distinct from next_from
    or valid_to <= valid_from
