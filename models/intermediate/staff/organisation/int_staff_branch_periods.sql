-- The branch an employee stood in, from when to when, whatever the position.
with position_days as (
    select * from {{ ref('int_staff_position_days') }}
),

-- Days of one branch in a row have the same distance to their number.
numbered as (
    select
        staff_id,
        branch_code,
        work_date,
        {{ days_between("date '1900-01-01'", 'work_date') }}
        - row_number() over (partition by staff_id, branch_code order by work_date) as stretch_no
    from position_days
)

select
    staff_id,
    branch_code,
    min(work_date) as valid_from,
    {{ add_days('max(work_date)', 1) }} as valid_to
from numbered
group by staff_id, branch_code, stretch_no
