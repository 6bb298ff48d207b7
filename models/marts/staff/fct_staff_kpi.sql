-- Every scorecard item of every person: what was measured, asked for, scored and brought. Months
-- that are closed stand as they were closed.
with staff_kpi as (
    select * from {{ ref('int_staff_kpi') }}
),

closed_items as (
    select * from {{ ref('stg_landing__closed_staff_kpi') }}
),

closed_months as (
    select * from {{ ref('int_closed_months') }}
),

open_items as (
    select staff_kpi.*
    from staff_kpi
    left join closed_months
        on staff_kpi.month_end = closed_months.month_end
    where closed_months.month_end is null
)

select
    cast(staff_id as varchar(20)) as staff_id,
    month_end,
    cast(position_code as varchar(10)) as position_code,
    cast(branch_code as varchar(20)) as branch_code,
    cast(indicator_code as varchar(30)) as indicator_code,
    cast(component as varchar(2)) as component,
    cast(actual as decimal(18, 4)) as actual,
    cast(target as decimal(18, 4)) as target,
    cast(score as decimal(9, 4)) as score,
    cast(weight as decimal(9, 4)) as weight,
    cast(points as decimal(9, 4)) as points,
    is_void,
    is_audited,
    false as is_frozen
from open_items

union all

select
    closed_items.*,
    true as is_frozen
from closed_items
