-- STUB, to be replaced.
select
    cast(null as varchar(64)) as branch_code,
    cast(null as date) as month_end,
    cast(null as integer) as tickets,
    cast(null as decimal(18, 4)) as wait_minutes_p50,
    cast(null as decimal(18, 4)) as wait_minutes_p90,
    cast(null as decimal(9, 6)) as within_10_minutes_share,
    cast(null as decimal(9, 6)) as abandoned_share
from {{ ref('stg_landing__run_context') }}
where false
