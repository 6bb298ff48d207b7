-- Every month from the first one in which a complaint costs a party something: what it costs by
-- then or, where the month is closed, what it posted. Stretches begin with an open month.
with points_monthly as (
    select * from {{ ref('int_complaint_points_monthly') }}
),

closed_postings as (
    select * from {{ ref('stg_landing__closed_deductions') }}
),

closed_months as (
    select * from {{ ref('int_closed_months') }}
),

months as (
    select * from {{ ref('int_months') }}
),

posted as (
    select
        complaint_id,
        party_type,
        party_id,
        month_end,
        month_end as known_month_end
    from points_monthly
    union all
    select
        complaint_id,
        party_type,
        party_id,
        month_end,
        cast(null as date) as known_month_end
    from closed_postings
),

begun as (
    select
        complaint_id,
        party_type,
        party_id,
        min(month_end) as first_month_end,
        max(known_month_end) as last_month_end
    from posted
    group by complaint_id, party_type, party_id
),

spread as (
    select
        begun.complaint_id,
        begun.party_type,
        begun.party_id,
        months.month_end,
        closed_months.month_end is not null as is_closed,
        -- Once a complaint is closed, what it costs stays as it was then.
        case
            when months.month_end > begun.last_month_end then begun.last_month_end
            else months.month_end
        end as known_month_end,
        count(case when closed_months.month_end is null then 1 end) over (
            partition by begun.complaint_id, begun.party_type, begun.party_id
            order by months.month_end
        ) as stretch
    from begun
    inner join months
        on begun.first_month_end <= months.month_end
    left join closed_months
        on months.month_end = closed_months.month_end
)

select
    spread.complaint_id,
    spread.party_type,
    spread.party_id,
    spread.month_end,
    spread.is_closed,
    spread.stretch,
    coalesce(closed_postings.received_month_end, points_monthly.received_month_end)
        as received_month_end,
    coalesce(closed_postings.base_points, points_monthly.base_points) as base_points,
    coalesce(closed_postings.time_multiplier, points_monthly.time_multiplier) as time_multiplier,
    coalesce(closed_postings.repeat_multiplier, points_monthly.repeat_multiplier)
        as repeat_multiplier,
    coalesce(closed_postings.share, points_monthly.share) as share,
    case when not spread.is_closed then coalesce(points_monthly.points_to_date, 0) end
        as points_to_date,
    closed_postings.points as closed_points
from spread
left join points_monthly
    on
        spread.complaint_id = points_monthly.complaint_id
        and spread.party_type = points_monthly.party_type
        and spread.party_id = points_monthly.party_id
        and spread.known_month_end = points_monthly.month_end
left join closed_postings
    on
        spread.is_closed
        and spread.complaint_id = closed_postings.complaint_id
        and spread.party_type = closed_postings.party_type
        and spread.party_id = closed_postings.party_id
        and spread.month_end = closed_postings.month_end
