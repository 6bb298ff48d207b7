-- Versions of each branch, one after the other without a gap: a version stands until the next one
-- starts, and one in which the branch closes is cut on the day it does.
with branches as (
    select * from {{ ref('stg_hr__branches') }}
    where is_current_version
),

versions as (
    select
        branch_code,
        parent_code,
        branch_level,
        footfall_class,
        valid_from,
        close_date,
        coalesce(
            lead(valid_from) over (partition by branch_code order by valid_from),
            date '9999-12-31'
        ) as valid_to
    from branches
)

select
    branch_code,
    valid_from,
    case when close_date > valid_from and close_date < valid_to then close_date else valid_to end
        as valid_to,
    parent_code,
    branch_level,
    footfall_class,
    coalesce(close_date <= valid_from, false) as is_closed
from versions

union all

select
    branch_code,
    close_date as valid_from,
    valid_to,
    parent_code,
    branch_level,
    footfall_class,
    true as is_closed
from versions
where close_date > valid_from and close_date < valid_to
