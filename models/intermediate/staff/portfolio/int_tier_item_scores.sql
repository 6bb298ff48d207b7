-- STUB, to be replaced.
select
    cast(null as varchar(64)) as staff_id,
    cast(null as date) as month_end,
    cast(null as varchar(64)) as indicator_code,
    cast(null as decimal(18, 4)) as item_weight,
    cast(null as decimal(28, 10)) as score,
    cast(null as integer) as customers
from {{ ref('stg_landing__run_context') }}
where false
