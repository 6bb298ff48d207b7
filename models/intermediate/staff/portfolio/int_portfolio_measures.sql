-- STUB, to be replaced.
select
    cast(null as varchar(64)) as owner_type,
    cast(null as varchar(64)) as owner_id,
    cast(null as date) as month_end,
    cast(null as varchar(64)) as indicator_code,
    cast(null as integer) as customers,
    cast(null as decimal(28, 10)) as raw_actual,
    cast(null as decimal(28, 10)) as actual,
    cast(null as decimal(28, 10)) as floor_value,
    cast(null as decimal(28, 10)) as goal_value
from {{ ref('stg_landing__run_context') }}
where false
