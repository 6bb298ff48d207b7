-- STUB, to be replaced.
select
    cast(null as varchar(64)) as branch_code,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    cast(null as varchar(64)) as parent_code,
    cast(null as varchar(64)) as branch_level,
    cast(null as varchar(64)) as footfall_class,
    cast(null as varchar(64)) as standing_branch_code
from {{ ref('stg_landing__run_context') }}
where false
