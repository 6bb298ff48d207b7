-- How assets under management spread over customers in the newest complete month: tenths of the
-- customers with known assets, richest first.
with customer_months as (
    select
        customer_key,
        month_end,
        aum_daily_avg,
        max(month_end) over () as newest_month
    from {{ ref('fct_customer_month') }}
    where not is_month_to_date and aum_daily_avg is not null and customer_key <> 'UNASSIGNED'
),

tenths as (
    select
        aum_daily_avg,
        ntile(10) over (order by aum_daily_avg desc nulls last, customer_key asc) as tenth
    from customer_months
    where month_end = newest_month
)

select
    tenth,
    count(*) as customers,
    sum(aum_daily_avg) as aum_total,
    min(aum_daily_avg) as aum_from
from tenths
group by tenth
order by tenth
