-- STUB, to be replaced.
select
    cast(null as varchar(64)) as staff_id,
    cast(null as date) as month_end,
    cast(null as integer) as answers,
    cast(null as decimal(28, 10)) as actual
from {{ ref('stg_landing__run_context') }}
where false
