-- STUB, to be replaced.
select
    cast(null as varchar(64)) as owner_level,
    cast(null as varchar(64)) as owner_id,
    cast(null as date) as month_end,
    cast(null as varchar(64)) as indicator_code,
    cast(null as decimal(18, 4)) as target_value,
    cast(null as integer) as target_version
from {{ ref('stg_landing__run_context') }}
where false
