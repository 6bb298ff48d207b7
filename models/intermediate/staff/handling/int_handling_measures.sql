-- Business handling of each person, month, position and branch, one row an indicator; nothing to
-- measure leaves it NULL or out.
with volumes as (
    select * from {{ ref('int_volume_per_hour') }}
),

handling_times as (
    select * from {{ ref('int_handling_times') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

lobby_measures as (
    select * from {{ ref('int_lobby_measures') }}
),

daily_volumes as (
    select * from {{ ref('int_converted_volume_daily') }}
    where position_code is not null
)

select
    staff_id,
    month_end,
    position_code,
    branch_code,
    'BH_VOLUME' as indicator_code,
    ratio_to_peers as actual,
    false as is_audited
from volumes

union all

select
    handling_times.staff_id,
    handling_times.month_end,
    handling_times.position_code,
    handling_times.branch_code,
    'BH_HANDLING_TIME' as indicator_code,
    handling_times.ratio_to_standard as actual,
    handling_times.ratio_to_standard < rules.handling_audit_ratio as is_audited
from handling_times
inner join rules
    on handling_times.month_end = rules.month_end

union all

select
    staff_id,
    month_end,
    position_code,
    branch_code,
    'BH_WAIT' as indicator_code,
    wait_minutes_p90 as actual,
    false as is_audited
from lobby_measures

union all

select
    staff_id,
    month_end,
    position_code,
    branch_code,
    'BH_DIVERSION' as indicator_code,
    diverted_share as actual,
    false as is_audited
from lobby_measures

union all

select
    staff_id,
    {{ month_end('work_date') }} as month_end,
    position_code,
    branch_code,
    'RC_ERRORS' as indicator_code,
    cast(1000 * sum(own_errors) / nullif(cast(sum(services) as double), 0) as decimal(28, 10))
        as actual,
    false as is_audited
from daily_volumes
group by 1, 2, 3, 4
