-- What: the shares of a month by days add up to 1, for an employee over positions and branches, for
-- a customer over owners; exactly one of them is that of the last day of the month.
-- When it matters: a person's points, or a customer's assets, would count more or less than once.
-- How to resolve: the last share takes what rounding leaves; look at the order that finds it.
with shares as (
    select
        'int_staff_months' as table_name,
        staff_id as owner,
        month_end,
        day_share,
        is_at_month_end
    from {{ ref('int_staff_months') }}

    union all

    select
        'int_owned_customer_months' as table_name,
        customer_key as owner,
        month_end,
        day_share,
        is_at_month_end
    from {{ ref('int_owned_customer_months') }}
)

select
    table_name,
    owner,
    month_end,
    sum(day_share) as day_shares,
    count(case when is_at_month_end then 1 end) as month_ends
from shares
group by table_name, owner, month_end
having
    sum(day_share) <> 1
    or min(day_share) < 0
    or count(case when is_at_month_end then 1 end) <> 1
