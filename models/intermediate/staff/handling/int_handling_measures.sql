-- STUB, to be replaced.
select
    cast(null as varchar(64)) as staff_id,
    cast(null as date) as month_end,
    cast(null as varchar(64)) as position_code,
    cast(null as varchar(64)) as branch_code,
    cast(null as varchar(64)) as indicator_code,
    cast(null as decimal(28, 10)) as actual,
    cast(null as boolean) as is_audited
from {{ ref('stg_landing__run_context') }}
where false
