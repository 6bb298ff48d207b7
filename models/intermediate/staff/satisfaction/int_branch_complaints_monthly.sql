-- STUB, to be replaced.
select
    cast(null as varchar(64)) as branch_code,
    cast(null as date) as month_end,
    cast(null as integer) as complaints_due,
    cast(null as integer) as complaints_in_time
from {{ ref('stg_landing__run_context') }}
where false
