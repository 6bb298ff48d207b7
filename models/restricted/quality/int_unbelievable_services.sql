-- Counter business whose handling time, approval waits taken off, lies outside what the rules of
-- its month believe.
with business as (
    select * from {{ ref('stg_counter__business_log') }}
    where is_current_version and ended_at >= started_at
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

timed as (
    select
        serial_no,
        batch_date,
        src_file,
        src_row_no,
        {{ month_end('cast(started_at as date)') }} as month_end,
        {{ seconds_between('started_at', 'ended_at') }} - coalesce(auth_wait_s, 0)
            as handling_seconds
    from business
    where not coalesce(is_batch, false)
)

select
    'cntr_business_log-56' as rule_id,
    timed.serial_no as record_key,
    timed.batch_date,
    timed.src_file,
    timed.src_row_no
from timed
inner join rules
    on timed.month_end = rules.month_end
where
    timed.handling_seconds < rules.handling_min_seconds
    or timed.handling_seconds > rules.handling_max_seconds
