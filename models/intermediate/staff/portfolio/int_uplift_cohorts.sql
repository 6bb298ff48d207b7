-- STUB, to be replaced.
select
    cast(null as varchar(64)) as customer_key,
    cast(null as varchar(64)) as owner_type,
    cast(null as varchar(64)) as owner_id,
    cast(null as date) as month_end,
    cast(null as date) as base_month_end,
    cast(null as varchar(64)) as base_tier,
    cast(null as decimal(9, 6)) as days_owned_share,
    cast(null as decimal(18, 4)) as i01_base,
    cast(null as decimal(18, 4)) as i01_now,
    cast(null as decimal(18, 4)) as i09_base,
    cast(null as decimal(18, 4)) as i09_now,
    cast(null as decimal(18, 4)) as i23_base,
    cast(null as decimal(18, 4)) as i23_now,
    cast(null as decimal(18, 4)) as i25_base,
    cast(null as decimal(18, 4)) as i25_now,
    cast(null as varchar(64)) as tier_now
from {{ ref('stg_landing__run_context') }}
where false
