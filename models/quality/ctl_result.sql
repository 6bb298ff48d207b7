-- Every reconciliation control of this run, both sides, and whether it holds.
with control_values as (
    select * from {{ ref('int_control_values') }}
),

controls as (
    select * from {{ ref('control') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

registered as (
    select
        control_values.*,
        controls.title,
        controls.tolerance,
        controls.severity,
        controls.owner
    from control_values
    inner join controls
        on control_values.register_id = controls.control_id

    union all

    -- A control without anything to compare says so instead of staying away.
    select
        controls.control_id,
        controls.control_id as register_id,
        cast(null as decimal(38, 2)) as left_value,
        cast(null as decimal(38, 2)) as right_value,
        cast(null as decimal(38, 2)) as difference,
        controls.title,
        controls.tolerance,
        controls.severity,
        controls.owner
    from controls
    left join control_values
        on controls.control_id = control_values.register_id
    where control_values.register_id is null
)

select
    cast(run_context.run_id as varchar(64)) as run_id,
    cast(registered.control_id as varchar(40)) as control_id,
    cast(registered.title as varchar(200)) as title,
    run_context.as_of_date,
    cast(registered.left_value as decimal(24, 2)) as left_value,
    cast(registered.right_value as decimal(24, 2)) as right_value,
    cast(registered.difference as decimal(24, 2)) as difference,
    cast(registered.tolerance as decimal(18, 6)) as tolerance,
    cast(case
        when registered.difference is null then 'NOT_APPLICABLE'
        when registered.difference <= registered.tolerance then 'PASS'
        else 'FAIL'
    end as varchar(20)) as status,
    cast(registered.severity as varchar(10)) as severity,
    cast(registered.owner as varchar(40)) as owner
from registered
cross join run_context
