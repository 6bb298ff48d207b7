{{ config(materialized='view') }}

-- Every judged row of the counters and of personnel, by its key.
with branches as (
    select * from {{ ref('stg_hr__branches') }}
),

staff as (
    select * from {{ ref('stg_hr__staff') }}
),

positions as (
    select * from {{ ref('stg_hr__positions') }}
),

attendance as (
    select * from {{ ref('stg_hr__attendance') }}
),

training as (
    select * from {{ ref('stg_hr__training') }}
),

targets as (
    select * from {{ ref('stg_hr__targets') }}
),

queue_tickets as (
    select * from {{ ref('stg_counter__queue_tickets') }}
),

business_log as (
    select * from {{ ref('stg_counter__business_log') }}
),

device_transactions as (
    select * from {{ ref('stg_counter__device_transactions') }}
)

select {{ judged_row('hr_branch', ['branch_code', 'valid_from']) }}
from branches
union all
select {{ judged_row('hr_staff', ['staff_id']) }}
from staff
union all
select {{ judged_row('hr_position', ['staff_id', 'valid_from']) }}
from positions
union all
select {{ judged_row('hr_attendance', ['staff_id', 'work_date']) }}
from attendance
union all
select {{ judged_row('hr_training', ['staff_id', 'course_code', 'course_date']) }}
from training
union all
select {{ judged_row('kpi_target', ['target_id']) }}
from targets
union all
select {{ judged_row('cntr_queue_ticket', ['ticket_id']) }}
from queue_tickets
union all
select {{ judged_row('cntr_business_log', ['serial_no']) }}
from business_log
union all
select {{ judged_row('cntr_device_txn', ['dev_transaction_id']) }}
from device_transactions
