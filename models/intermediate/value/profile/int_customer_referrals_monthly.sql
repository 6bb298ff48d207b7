-- Customers that each customer brought within the last 365 days and who have moved money since.
with crm_customers as (
    select * from {{ ref('stg_crm__customers') }}
    where is_current_version and referred_by is not null
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'crm'
),

customer_start as (
    select * from {{ ref('int_customer_start') }}
),

movements as (
    select * from {{ ref('int_customer_movements') }}
),

windows as (
    select * from {{ ref('int_profile_windows') }}
)

select
    referrers.customer_key,
    windows.month_end,
    count(distinct referred.customer_key) as referred_customers
from crm_customers
inner join customer_sources as referrers
    on crm_customers.referred_by = referrers.source_customer_id
inner join customer_sources as referred
    on crm_customers.crm_customer_id = referred.source_customer_id
inner join customer_start
    on referred.customer_key = customer_start.customer_key
inner join windows
    on
        customer_start.customer_since > windows.year_start
        and customer_start.customer_since <= windows.window_end
inner join movements
    on
        referred.customer_key = movements.customer_key
        and windows.month_end = movements.month_end
        and customer_start.customer_since <= movements.last_movement_date
where referrers.customer_key <> referred.customer_key
group by 1, 2
