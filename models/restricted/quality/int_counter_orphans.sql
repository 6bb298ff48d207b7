-- Accepted rows of the counters that name a branch, an employee, a customer, a ticket or an
-- original nobody delivered.
with branches as (
    select * from {{ ref('stg_hr__branches') }}
    where is_current_version
),

staff as (
    select * from {{ ref('stg_hr__staff') }}
    where is_current_version
),

core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

tickets as (
    select * from {{ ref('stg_counter__queue_tickets') }}
    where is_current_version
),

business as (
    select * from {{ ref('stg_counter__business_log') }}
    where is_current_version
),

device_transactions as (
    select * from {{ ref('stg_counter__device_transactions') }}
    where is_current_version
)

{{ orphans('cntr_queue_ticket-50', 'tickets', ['ticket_id'], 'branch_code', 'branches') }}
union all
{{ orphans('cntr_queue_ticket-51', 'tickets', ['ticket_id'], 'teller_id', 'staff', 'staff_id') }}
union all
{{ orphans('cntr_queue_ticket-52', 'tickets', ['ticket_id'],
    'lobby_staff_id', 'staff', 'staff_id') }}
union all
{{ orphans('cntr_queue_ticket-53', 'tickets', ['ticket_id'],
    'core_customer_no', 'core_customers') }}
union all
{{ orphans('cntr_business_log-50', 'business', ['serial_no'], 'branch_code', 'branches') }}
union all
{{ orphans('cntr_business_log-51', 'business', ['serial_no'], 'teller_id', 'staff', 'staff_id') }}
union all
{{ orphans('cntr_business_log-52', 'business', ['serial_no'],
    'core_customer_no', 'core_customers') }}
union all
{{ orphans('cntr_business_log-53', 'business', ['serial_no'], 'ticket_id', 'tickets') }}
union all
{{ orphans('cntr_business_log-54', 'business', ['serial_no'],
    'original_serial_no', 'business', 'serial_no') }}
union all
{{ orphans('cntr_device_txn-50', 'device_transactions', ['dev_transaction_id'],
    'branch_code', 'branches') }}
union all
{{ orphans('cntr_device_txn-51', 'device_transactions', ['dev_transaction_id'],
    'assist_staff_id', 'staff', 'staff_id') }}
union all
{{ orphans('cntr_device_txn-52', 'device_transactions', ['dev_transaction_id'],
    'core_customer_no', 'core_customers') }}
