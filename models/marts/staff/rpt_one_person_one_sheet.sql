-- One person, one sheet: where each person stands against each target, day by day. Ranks are within
-- role and footfall class of the day; new staff and small groups have none.
with sheet_days as (
    select * from {{ ref('int_staff_sheet_days') }}
),

staff_days as (
    select * from {{ ref('int_staff_days') }}
),

staff_presence as (
    select * from {{ ref('int_staff_presence_monthly') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

lights as (
    select * from {{ ref('kpi_light') }}
),

staff_deductions as (
    select * from {{ ref('int_staff_deductions_monthly') }}
),

complaint_batches as (
    select count(*) as batches from {{ ref('stg_landing__batches') }}
    where status = 'LANDED' and feed = 'cmpl_complaint'
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

placed as (
    select
        sheet_days.*,
        cast(100 * (sheet_days.completion - sheet_days.elapsed_share) as decimal(18, 4))
            as progress_gap,
        case
            when sheet_days.completion is not null and not coalesce(staff_presence.is_new, false)
                then concat_ws(' ', staff_days.scored_as, coalesce(staff_days.footfall_class, '-'))
        end as ranked_in
    from sheet_days
    left join staff_days
        on
            sheet_days.staff_id = staff_days.staff_id
            and sheet_days.sheet_date = staff_days.work_date
    left join staff_presence
        on
            sheet_days.staff_id = staff_presence.staff_id
            and sheet_days.month_end = staff_presence.month_end
),

ranked as (
    select
        placed.*,
        rank() over (
            partition by sheet_date, indicator_code, ranked_in order by completion desc nulls last
        ) as group_rank,
        count(*) over (partition by sheet_date, indicator_code, ranked_in) as group_size
    from placed
)

select
    cast(ranked.staff_id as varchar(64)) as staff_id,
    ranked.sheet_date,
    cast(ranked.indicator_code as varchar(30)) as indicator_code,
    cast(ranked.target_period as decimal(18, 4)) as target_period,
    cast(ranked.target_to_date as decimal(18, 4)) as target_to_date,
    cast(ranked.done_today as decimal(18, 4)) as done_today,
    cast(ranked.done_to_date as decimal(18, 4)) as done_to_date,
    cast(ranked.completion as decimal(18, 4)) as completion,
    ranked.progress_gap,
    cast(case
        when ranked.ranked_in is not null and ranked.group_size >= rules.min_group_size
            then ranked.group_rank
    end as integer) as rank_in_group,
    cast(lights.light as varchar(10)) as light,
    ranked.sheet_date > {{ add_days('run_context.as_of_date', '-rules.provisional_days') }}
        as is_provisional,
    -- A month's deduction is worked out as a whole: every day of the month bears it.
    cast(case
        when complaint_batches.batches > 0 then coalesce(staff_deductions.deduction_points, 0)
    end as decimal(18, 4)) as deduction_to_date,
    ranked.source_batch_date
from ranked
inner join rules
    on ranked.month_end = rules.month_end
cross join complaint_batches
cross join run_context
left join lights
    on
        (ranked.progress_gap >= lights.gap_from or (
            lights.gap_from is null and ranked.progress_gap is not null
        ))
        and (ranked.progress_gap < lights.gap_below or lights.gap_below is null)
        and ranked.month_end >= lights.valid_from
        and (ranked.month_end < lights.valid_to or lights.valid_to is null)
left join staff_deductions
    on
        ranked.staff_id = staff_deductions.staff_id
        and ranked.month_end = staff_deductions.month_end
