-- Accepted rows of personnel that name an employee or a branch nobody delivered, or a leave or an
-- indicator no seed knows.
with branches as (
    select * from {{ ref('stg_hr__branches') }}
    where is_current_version
),

staff as (
    select * from {{ ref('stg_hr__staff') }}
    where is_current_version
),

positions as (
    select * from {{ ref('stg_hr__positions') }}
    where is_current_version
),

attendance as (
    select * from {{ ref('stg_hr__attendance') }}
    where is_current_version
),

training as (
    select * from {{ ref('stg_hr__training') }}
    where is_current_version
),

targets as (
    select * from {{ ref('stg_hr__targets') }}
    where is_current_version
),

leave_types as (
    select * from {{ ref('leave_type') }}
),

indicators as (
    select * from {{ ref('kpi_indicator') }}
),

staff_targets as (
    select * from targets
    where owner_level = 'STAFF'
),

branch_targets as (
    select * from targets
    where owner_level = 'BRANCH'
)

{{ orphans('hr_position-50', 'positions', ['staff_id', 'valid_from'], 'staff_id', 'staff') }}
union all
{{ orphans('hr_position-51', 'positions', ['staff_id', 'valid_from'], 'branch_code', 'branches') }}
union all
{{ orphans('hr_position-53', 'positions', ['staff_id', 'valid_from'],
    'supervises_branch', 'branches', 'branch_code') }}
union all
{{ orphans('hr_attendance-50', 'attendance', ['staff_id', 'work_date'], 'staff_id', 'staff') }}
union all
{{ orphans('hr_attendance-51', 'attendance', ['staff_id', 'work_date'],
    'leave_type', 'leave_types') }}
union all
{{ orphans('hr_training-50', 'training', ['staff_id', 'course_code', 'course_date'],
    'staff_id', 'staff') }}
union all
{{ orphans('kpi_target-50', 'staff_targets', ['target_id'], 'owner_id', 'staff', 'staff_id') }}
union all
{{ orphans('kpi_target-51', 'branch_targets', ['target_id'],
    'owner_id', 'branches', 'branch_code') }}
union all
{{ orphans('kpi_target-53', 'targets', ['target_id'], 'indicator_code', 'indicators') }}
