-- The complaints that cost: found valid by now, and of those that tell the same story only one, the
-- first. What one costs is settled by the points in force when it was decided.
with cases as (
    select * from {{ ref('int_complaint_cases') }}
),

complaint_points as (
    select * from {{ ref('complaint_points') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

firsts as (
    select
        cases.*,
        {{ month_end('cases.received_on') }} as received_month_end,
        {{ month_end('cases.decided_on') }} as decided_month_end,
        coalesce(cases.received_on, cases.decided_on) as dated_on
    from cases
    cross join run_context
    where cases.is_valid and cases.decided_on <= run_context.as_of_date
    qualify
        row_number() over (
            partition by cases.root_complaint_id
            order by
                case when cases.complaint_id = cases.root_complaint_id then 0 else 1 end,
                cases.received_on nulls last,
                cases.complaint_id
        ) = 1
)

select
    firsts.complaint_id,
    firsts.dated_on,
    firsts.received_month_end,
    firsts.decided_on,
    firsts.decided_month_end,
    firsts.closed_on,
    firsts.due_date,
    firsts.is_resolved,
    complaint_points.points as base_points
from firsts
inner join complaint_points
    on
        firsts.complaint_level = complaint_points.complaint_level
        and firsts.decided_month_end >= complaint_points.valid_from
        and (
            firsts.decided_month_end < complaint_points.valid_to
            or complaint_points.valid_to is null
        )
