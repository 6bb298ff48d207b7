-- STUB, to be replaced.
select
    cast(null as varchar(64)) as customer_key,
    cast(null as varchar(64)) as staff_id,
    cast(null as varchar(64)) as branch_code,
    cast(null as date) as owned_from,
    cast(null as date) as owned_to
from {{ ref('stg_landing__run_context') }}
where false
