-- Successful e-banking sessions per customer, day and channel.
with user_sessions as (
    select * from {{ ref('int_user_sessions_daily') }}
    where successful_sessions > 0
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'ebank'
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    user_sessions.event_date,
    user_sessions.channel_code,
    cast(sum(user_sessions.successful_sessions) as bigint) as sessions,
    cast(sum(user_sessions.minutes) as decimal(18, 2)) as minutes
from user_sessions
left join customer_sources
    on user_sessions.user_id = customer_sources.source_customer_id
group by 1, 2, 3
