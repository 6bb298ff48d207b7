-- Which employee was the customer's primary one, from when to when, whatever CRM number the
-- assignment names.
with manager_assignments as (
    select * from {{ ref('stg_crm__manager_assignments') }}
    where is_current_version and role = 'PRIMARY'
),

bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where source_system = 'crm' and valid_to is null
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
)

select
    bridge_customer_source.customer_key,
    manager_assignments.staff_id,
    manager_assignments.valid_from,
    case
        when manager_assignments.valid_to <= run_context.as_of_date
            then manager_assignments.valid_to
    end as valid_to
from manager_assignments
inner join bridge_customer_source
    on manager_assignments.crm_customer_id = bridge_customer_source.source_customer_id
cross join run_context
where
    manager_assignments.valid_from <= run_context.as_of_date
    and coalesce(manager_assignments.valid_to > manager_assignments.valid_from, true)
