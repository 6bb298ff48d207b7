-- Rows of personnel that contradict other rows of their own feed: a position that lasts into the
-- employee's next one, a target told again under another number.
with positions as (
    select * from {{ ref('stg_hr__positions') }}
    where is_current_version
),

targets as (
    select * from {{ ref('stg_hr__targets') }}
    where is_current_version
),

dated_positions as (
    select
        positions.*,
        lead(valid_from) over (partition by staff_id order by valid_from) as next_valid_from
    from positions
),

numbered_targets as (
    select
        targets.*,
        row_number() over (
            partition by
                owner_level, owner_id, period_type, period, indicator_code, target_version
            order by target_id
        ) as target_no
    from targets
)

select
    'hr_position-52' as rule_id,
    {{ record_key(['staff_id', 'valid_from']) }} as record_key,
    batch_date,
    src_file,
    src_row_no
from dated_positions
where coalesce(valid_to, date '9999-12-31') > next_valid_from

union all

select
    'kpi_target-52' as rule_id,
    target_id as record_key,
    batch_date,
    src_file,
    src_row_no
from numbered_targets
where target_no > 1
