-- STUB, to be replaced.
select
    cast(null as varchar(64)) as staff_id,
    cast(null as date) as work_date,
    cast(null as varchar(64)) as branch_code,
    cast(null as decimal(28, 10)) as done
from {{ ref('stg_landing__run_context') }}
where false
