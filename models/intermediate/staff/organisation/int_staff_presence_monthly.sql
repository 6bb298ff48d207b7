-- STUB, to be replaced.
select
    cast(null as varchar(64)) as staff_id,
    cast(null as date) as month_end,
    cast(null as varchar(64)) as position_code,
    cast(null as varchar(64)) as branch_code,
    cast(null as varchar(64)) as scored_as,
    cast(null as varchar(64)) as footfall_class,
    cast(null as integer) as workdays,
    cast(null as integer) as protected_days,
    cast(null as integer) as present_days,
    cast(null as decimal(9, 6)) as present_share,
    cast(null as boolean) as is_eligible,
    cast(null as boolean) as is_new
from {{ ref('stg_landing__run_context') }}
where false
