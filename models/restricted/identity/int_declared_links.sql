-- Links that a source declares, by the version of the record that declares them: the numbers that
-- CRM notes, the core number of an e-banking user, the core number that took another over. Numbers
-- that no customer file brings link nothing.
with source_customer_versions as (
    select * from {{ ref('int_source_customer_versions') }}
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
),

declared as (
    select
        source_system,
        source_customer_id,
        valid_from,
        'core' as linked_source_system,
        declared_core_customer_no as linked_source_customer_id
    from source_customer_versions
    where declared_core_customer_no is not null

    union all

    select
        source_system,
        source_customer_id,
        valid_from,
        'card' as linked_source_system,
        declared_card_customer_no as linked_source_customer_id
    from source_customer_versions
    where declared_card_customer_no is not null

    union all

    select
        source_system,
        source_customer_id,
        valid_from,
        'loan' as linked_source_system,
        declared_loan_customer_no as linked_source_customer_id
    from source_customer_versions
    where declared_loan_customer_no is not null
)

select
    declaring.seniority,
    declared.valid_from,
    linked.seniority as linked_seniority
from declared
inner join source_customers as declaring
    on
        declared.source_system = declaring.source_system
        and declared.source_customer_id = declaring.source_customer_id
inner join source_customers as linked
    on
        declared.linked_source_system = linked.source_system
        and declared.linked_source_customer_id = linked.source_customer_id
where declaring.seniority <> linked.seniority
