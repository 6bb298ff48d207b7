-- Business in the counter log that another row names, or that names one itself: whether it was
-- reversed, whether it was an error that had to be corrected, and whether it corrects an own error.
with business_log as (
    select * from {{ ref('stg_counter__business_log') }}
    where not is_rejected and is_current_version
),

follow_ups as (
    select
        later.serial_no,
        later.original_serial_no,
        later.log_status,
        coalesce(later.log_status = 'OK' and later.teller_id = earlier.teller_id, false)
            as is_own_correction
    from business_log as later
    left join business_log as earlier
        on later.original_serial_no = earlier.serial_no
    where later.original_serial_no is not null
),

told as (
    select
        original_serial_no as serial_no,
        coalesce(log_status = 'REV', false) as is_reversed,
        coalesce(log_status = 'OK', false) as is_own_error,
        false as is_own_correction
    from follow_ups

    union all

    select
        serial_no,
        false as is_reversed,
        false as is_own_error,
        is_own_correction
    from follow_ups
)

select
    serial_no,
    bool_or(is_reversed) as is_reversed,
    bool_or(is_own_error) as is_own_error,
    bool_or(is_own_correction) as is_own_correction
from told
group by serial_no
