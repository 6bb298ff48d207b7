-- Referrals that became business: opportunities raised by staff of the counter or the lobby and
-- won, on the day they were.
with opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where
        is_current_version
        and opportunity_source = 'STAFF'
        and opportunity_status = 'WON'
        and closed_at is not null
),

staff_days as (
    select * from {{ ref('int_staff_days') }}
    where position_code in ('TELLER', 'LOBBY')
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'crm'
),

own_accounts as (
    select * from {{ ref('int_own_accounts') }}
)

select
    opportunities.opportunity_id,
    staff_days.staff_id,
    staff_days.work_date
from opportunities
inner join staff_days
    on
        opportunities.staff_id = staff_days.staff_id
        and cast(opportunities.closed_at as date) = staff_days.work_date
left join customer_sources
    on opportunities.crm_customer_id = customer_sources.source_customer_id
left join own_accounts
    on customer_sources.customer_key = own_accounts.customer_key
where own_accounts.customer_key is null
