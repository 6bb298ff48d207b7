-- STUB, to be replaced.
select
    cast(null as varchar(64)) as customer_key,
    cast(null as date) as month_end,
    cast(null as varchar(64)) as staff_id,
    cast(null as varchar(64)) as branch_code,
    cast(null as integer) as days_owned,
    cast(null as decimal(9, 6)) as day_share,
    cast(null as boolean) as is_at_month_end,
    cast(null as boolean) as is_measured
from {{ ref('stg_landing__run_context') }}
where false
