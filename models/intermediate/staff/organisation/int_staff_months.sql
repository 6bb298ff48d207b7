-- STUB, to be replaced.
select
    cast(null as varchar(64)) as staff_id,
    cast(null as date) as month_end,
    cast(null as varchar(64)) as position_code,
    cast(null as varchar(64)) as branch_code,
    cast(null as varchar(64)) as scored_as,
    cast(null as varchar(64)) as footfall_class,
    cast(null as varchar(64)) as supervised_branch_code,
    cast(null as integer) as days,
    cast(null as decimal(9, 6)) as day_share,
    cast(null as integer) as workdays,
    cast(null as integer) as present_days,
    cast(null as decimal(18, 4)) as shift_hours,
    cast(null as boolean) as is_at_month_end
from {{ ref('stg_landing__run_context') }}
where false
