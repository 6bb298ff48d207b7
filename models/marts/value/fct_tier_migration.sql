-- Who came from which tier into which, month by month, in closed months; everybody has a row.
with tier_moves as (
    select * from {{ ref('int_tier_moves') }}
)

select
    cast(customer_key as varchar(64)) as customer_key,
    month_end,
    cast(from_tier as varchar(1)) as from_tier,
    cast(to_tier as varchar(1)) as to_tier,
    cast(cv_move as integer) as cv_move,
    cast(pv_move as integer) as pv_move,
    cast(direction as varchar(10)) as direction,
    cast(reason as varchar(60)) as reason,
    is_rebase,
    cast(case when direction <> 'SAME' then aum_daily_avg else 0 end as decimal(18, 2)) as aum_moved
from tier_moves
