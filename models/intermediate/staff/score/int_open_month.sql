-- The first month that is not closed, where corrections of closed months are posted; no row while
-- none is closed or all are.
with months as (
    select * from {{ ref('int_months') }}
),

closed as (
    select max(month_end) as last_closed from {{ ref('stg_landing__closed_scorecards') }}
)

select min(months.month_end) as month_end
from months
inner join closed
    on months.month_end > closed.last_closed
having min(months.month_end) is not null
