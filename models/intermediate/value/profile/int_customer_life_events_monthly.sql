-- Customers with a life event in W180, month by month. Who has no row had none.
with life_events as (
    select * from {{ ref('int_life_events') }}
),

windows as (
    select * from {{ ref('int_profile_windows') }}
)

select distinct
    life_events.customer_key,
    windows.month_end
from life_events
inner join windows
    on
        life_events.event_date > windows.half_year_start
        and life_events.event_date <= windows.window_end
