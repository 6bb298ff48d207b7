-- Every reconciliation control of this run, both sides, and whether it holds. A control whose feed
-- is absent, or without anything to compare, says so instead of staying away.
with control_values as (
    select * from {{ ref('int_control_values') }}
),

controls as (
    select * from {{ ref('control') }}
),

batches as (
    select distinct feed from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

needed_feeds as (
    select
        needs.control_id,
        needs.feed
    from {{ explode_words(ref('control'), 'needs_feed', 'feed') }} as needs
),

absent as (
    select distinct needed_feeds.control_id
    from needed_feeds
    left join batches
        on needed_feeds.feed = batches.feed
    where batches.feed is null
),

applicable as (
    select control_values.*
    from control_values
    left join absent
        on control_values.register_id = absent.control_id
    where absent.control_id is null
),

registered as (
    select
        coalesce(applicable.control_id, controls.control_id) as control_id,
        applicable.left_value,
        applicable.right_value,
        applicable.difference,
        controls.title,
        controls.tolerance,
        controls.severity,
        controls.owner,
        controls.checked_by
    from controls
    left join applicable
        on controls.control_id = applicable.register_id
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
        when registered.severity = 'INFO' then 'INFO'
        when registered.difference <= registered.tolerance then 'PASS'
        else 'FAIL'
    end as varchar(20)) as status,
    cast(registered.severity as varchar(10)) as severity,
    cast(registered.owner as varchar(40)) as owner,
    cast(registered.checked_by as varchar(40)) as checked_by
from registered
cross join run_context
