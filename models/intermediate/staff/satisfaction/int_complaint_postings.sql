-- STUB, to be replaced.
select
    cast(null as varchar(64)) as complaint_id,
    cast(null as varchar(64)) as party_type,
    cast(null as varchar(64)) as party_id,
    cast(null as date) as month_end,
    cast(null as date) as received_month_end,
    cast(null as decimal(18, 4)) as base_points,
    cast(null as decimal(18, 4)) as time_multiplier,
    cast(null as decimal(18, 4)) as repeat_multiplier,
    cast(null as decimal(9, 6)) as share,
    cast(null as decimal(28, 10)) as points
from {{ ref('stg_landing__run_context') }}
where false
