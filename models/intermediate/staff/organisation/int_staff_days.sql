-- STUB, to be replaced.
select
    cast(null as varchar(64)) as staff_id,
    cast(null as date) as work_date,
    cast(null as varchar(64)) as position_code,
    cast(null as varchar(64)) as scored_as,
    cast(null as varchar(64)) as branch_code,
    cast(null as varchar(64)) as footfall_class,
    cast(null as varchar(64)) as supervised_branch_code,
    cast(null as boolean) as is_workday,
    cast(null as decimal(18, 4)) as shift_hours,
    cast(null as varchar(64)) as leave_type,
    cast(null as boolean) as is_present,
    cast(null as boolean) as is_protected_leave
from {{ ref('stg_landing__run_context') }}
where false
