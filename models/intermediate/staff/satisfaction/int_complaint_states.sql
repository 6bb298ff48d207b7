-- How each counted complaint stood at the end of every month in which it posts: from the month of
-- its decision to that of its closing, if that is later. Factors are those of the decision's month.
with counted_complaints as (
    select * from {{ ref('int_counted_complaints') }}
),

months as (
    select * from {{ ref('int_months') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
)

select
    counted_complaints.complaint_id,
    months.month_end,
    months.window_end as known_on,
    counted_complaints.received_month_end,
    counted_complaints.dated_on,
    counted_complaints.base_points,
    cast(
        case
            when counted_complaints.closed_on <= months.window_end
                then
                    case
                        when counted_complaints.closed_on > counted_complaints.due_date
                            then rules.complaint_overdue_factor
                        when not counted_complaints.is_resolved
                            then rules.complaint_unresolved_factor
                        else 1
                    end
            when months.window_end > counted_complaints.due_date
                then rules.complaint_overdue_factor
            else 1
        end as decimal(9, 4)
    ) as time_multiplier,
    cast(rules.complaint_repeat_factor as decimal(9, 4)) as repeat_factor,
    cast(rules.complaint_repeat_from as integer) as repeat_from,
    {{ add_months('counted_complaints.dated_on', '-rules.complaint_repeat_months') }}
        as repeats_after
from counted_complaints
inner join rules
    on counted_complaints.decided_month_end = rules.month_end
inner join months
    on
        counted_complaints.decided_on <= months.window_end
        and (
            counted_complaints.closed_on is null
            or counted_complaints.closed_on >= months.month_start
            or counted_complaints.decided_on >= months.month_start
        )
