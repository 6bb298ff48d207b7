-- STUB, to be replaced.
select
    cast(null as varchar(64)) as branch_code,
    cast(null as date) as month_end,
    cast(null as decimal(28, 10)) as points,
    cast(null as decimal(28, 10)) as deduction_points
from {{ ref('stg_landing__run_context') }}
where false
