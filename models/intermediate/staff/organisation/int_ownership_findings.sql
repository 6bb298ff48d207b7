-- STUB, to be replaced.
select
    cast(null as varchar(64)) as customer_key,
    cast(null as varchar(64)) as finding,
    cast(null as date) as from_date,
    cast(null as date) as to_date,
    cast(null as varchar(64)) as staff_id,
    cast(null as varchar(64)) as other_staff_id
from {{ ref('stg_landing__run_context') }}
where false
