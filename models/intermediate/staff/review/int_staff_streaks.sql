-- How many assessed years in a row were missed, or spoke for promotion, up to and with each year. A
-- year that is not assessed, or absent, breaks the streak.
with years as (
    select
        staff_years.*,
        is_assessed and annual_score < annual_pass_mark as is_miss,
        is_assessed and annual_score >= promotion_mark as is_outstanding
    from {{ ref('int_staff_years') }} as staff_years
),

-- Years of one streak share the difference between the year and its number among its kind.
islands as (
    select
        years.*,
        year - row_number() over (partition by staff_id, is_miss order by year) as miss_island,
        year - row_number() over (partition by staff_id, is_outstanding order by year)
            as promotion_island
    from years
)

select
    islands.*,
    case
        when is_miss
            then row_number() over (
                partition by staff_id, is_miss, miss_island order by year
            )
        else 0
    end as consecutive_misses,
    case
        when is_outstanding
            then row_number() over (
                partition by staff_id, is_outstanding, promotion_island order by year
            )
        else 0
    end as consecutive_promotions
from islands
