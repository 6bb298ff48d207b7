-- What every complaint posts to every party in a month: what it costs by then less what is posted
-- already. A closed month posts what it was closed with; the next open one brings the difference.
with posting_months as (
    select * from {{ ref('int_complaint_posting_months') }}
),

-- All that is posted by the end of a month: an open month brings it to what the complaint costs.
summed as (
    select
        posting_months.*,
        coalesce(
            max(points_to_date) over (
                partition by complaint_id, party_type, party_id, stretch
            ),
            0
        )
        + coalesce(
            sum(closed_points) over (
                partition by complaint_id, party_type, party_id, stretch
                order by month_end
            ),
            0
        ) as posted_points
    from posting_months
),

differences as (
    select
        summed.*,
        cast(
            posted_points
            - coalesce(
                lag(posted_points) over (
                    partition by complaint_id, party_type, party_id
                    order by month_end
                ),
                0
            ) as decimal(28, 10)
        ) as points,
        row_number() over (
            partition by complaint_id, party_type, party_id
            order by month_end
        ) as place
    from summed
)

select
    complaint_id,
    party_type,
    party_id,
    month_end,
    received_month_end,
    cast(base_points as decimal(18, 4)) as base_points,
    cast(time_multiplier as decimal(18, 4)) as time_multiplier,
    cast(repeat_multiplier as decimal(18, 4)) as repeat_multiplier,
    share,
    points
from differences
-- A closed month shows what it was closed with; the first month is shown even if it costs nothing.
where
    case
        when is_closed then closed_points is not null
        else points <> 0 or place = 1
    end
