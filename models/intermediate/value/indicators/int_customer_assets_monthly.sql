-- Assets of each customer and how they move: the average of the month, its growth and trend over
-- six months and whether it is falling away. What has no full base month is unknown.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

positions as (
    select * from {{ ref('int_customer_positions_monthly') }}
),

customer_start as (
    select * from {{ ref('int_customer_start') }}
),

assets as (
    select
        positions.*,
        customer_start.customer_since,
        extract(year from positions.month_end) * 12 + extract(month from positions.month_end)
            as month_no,
        positions.deposit_daily_avg + coalesce(positions.investment_daily_avg, 0) as aum_daily_avg
    from customer_months
    inner join positions
        on
            customer_months.customer_key = positions.customer_key
            and customer_months.month_end = positions.month_end
    left join customer_start
        on customer_months.customer_key = customer_start.customer_key
),

-- A base month counts where somebody was a customer on all of its days.
full_months as (
    select
        assets.*,
        case
            when coalesce(customer_since, date '1900-01-01') <= {{ month_start('month_end') }}
                then aum_daily_avg
        end as full_month_aum
    from assets
),

compared as (
    select
        full_months.*,
        max(full_month_aum) over (
            partition by customer_key order by month_no range between 6 preceding and 6 preceding
        ) as aum_6_months_ago,
        max(full_month_aum) over (
            partition by customer_key order by month_no range between 3 preceding and 3 preceding
        ) as aum_3_months_ago,
        count(full_month_aum) over trend_window as trend_months,
        avg(cast(full_month_aum as double)) over trend_window as mean_aum,
        sum((month_no - 24000) * cast(full_month_aum as double)) over trend_window as sum_xy,
        sum(month_no - 24000) over trend_window as sum_x,
        sum((month_no - 24000) * (month_no - 24000)) over trend_window as sum_xx
    from full_months
    window trend_window as (
        partition by customer_key order by month_no range between 5 preceding and current row
    )
)

select
    customer_key,
    month_end,
    aum_daily_avg,
    core_deposit_daily_avg,
    investment_daily_avg,
    case
        when core_deposit_daily_avg >= {{ parameter('demand_share_min_deposits') }}
            then cast(
                cast(demand_daily_avg as double)
                / nullif(cast(core_deposit_daily_avg as double), 0) as decimal(18, 8)
            )
    end as demand_share,
    performing_loan_daily_avg,
    instalment_balance,
    case
        when aum_6_months_ago is not null and aum_daily_avg is not null
            then cast(least({{ parameter('growth_highest') }}, greatest(
                {{ parameter('growth_lowest') }},
                (aum_daily_avg - aum_6_months_ago)
                / greatest(aum_6_months_ago, {{ parameter('growth_min_base') }})
            )) as decimal(18, 8))
    end as aum_growth_6m,
    case
        when trend_months = 6
            then cast(
                (6 * sum_xy - sum_x * 6 * mean_aum) / nullif(6 * sum_xx - sum_x * sum_x, 0)
                / nullif(mean_aum, 0) as decimal(18, 8)
            )
    end as aum_trend_6m,
    case
        when aum_3_months_ago is null or aum_daily_avg is null then null
        when aum_3_months_ago < {{ parameter('attrition_min_base') }} then 100
        when
            aum_daily_avg
            <= aum_3_months_ago * (1 - cast({{ parameter('attrition_large_fall') }} as double))
            then 0
        when
            aum_daily_avg
            <= aum_3_months_ago * (1 - cast({{ parameter('attrition_fall') }} as double))
            then 50
        else 100
    end as asset_safety
from compared
