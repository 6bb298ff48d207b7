-- Where a new model version would cut each score: Otsu's threshold over 256 bins, the place that
-- parts customers into two groups with the most variance between them, rounded to one decimal.
with customer_scores as (
    select * from {{ ref('int_customer_scores') }}
),

calibration_month as (
    select * from {{ ref('int_calibration_month') }}
),

tier_exclusions as (
    select * from {{ ref('int_tier_exclusions') }}
),

axes as (
    select
        customer_scores.current_value_score,
        customer_scores.potential_value_score
    from customer_scores
    inner join calibration_month
        on
            customer_scores.month_end = calibration_month.month_end
            and customer_scores.is_candidate
    left join tier_exclusions
        on
            customer_scores.customer_key = tier_exclusions.customer_key
            and customer_scores.month_end = tier_exclusions.month_end
    where tier_exclusions.customer_key is null
),

scores as (
    select
        'CV' as dimension,
        current_value_score as score
    from axes
    where current_value_score is not null

    union all

    select
        'PV' as dimension,
        potential_value_score as score
    from axes
    where potential_value_score is not null
),

spans as (
    select
        dimension,
        cast(min(score) as double) as lowest,
        cast(max(score) - min(score) as double) / 256 as bin_width
    from scores
    group by dimension
),

bins as (
    select
        scores.dimension,
        spans.lowest,
        spans.bin_width,
        least(
            255,
            cast(floor(
                coalesce((scores.score - spans.lowest) / nullif(spans.bin_width, 0), 0)
            ) as integer)
        ) as bin_no,
        count(*) as customers
    from scores
    inner join spans
        on scores.dimension = spans.dimension
    group by scores.dimension, spans.lowest, spans.bin_width, bin_no
),

running as (
    select
        bins.*,
        sum(customers) over below as customers_below,
        sum(customers * bin_no) over below as moment_below,
        sum(customers) over (partition by dimension) as customers_all,
        sum(customers * bin_no) over (partition by dimension) as moment_all
    from bins
    window below as (
        partition by dimension
        order by bin_no rows between unbounded preceding and current row
    )
),

parted as (
    select
        running.*,
        cast(customers_below as double) * (customers_all - customers_below)
        * power(
            cast(moment_below as double) / nullif(customers_below, 0)
            - cast(moment_all - moment_below as double)
            / nullif(customers_all - customers_below, 0),
            2
        ) as variance_between
    from running
)

select
    dimension,
    cast(round(lowest + (bin_no + 1) * bin_width, 1) as decimal(9, 4)) as cut
from parted
qualify row_number() over (
    partition by dimension order by variance_between desc nulls last, bin_no asc
) = 1
