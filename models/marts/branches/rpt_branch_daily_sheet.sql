-- Where each branch and the bank stand against each target, day by day; branches above hold the
-- sums of those below. NONE is what lies in no branch.
with sheet_days as (
    select
        sheet_days.*,
        cast(100 * (completion - elapsed_share) as decimal(18, 4)) as progress_gap
    from {{ ref('int_branch_sheet_days') }} as sheet_days
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

lights as (
    select * from {{ ref('kpi_light') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
)

select
    cast(sheet_days.branch_code as varchar(64)) as branch_code,
    sheet_days.sheet_date,
    cast(sheet_days.indicator_code as varchar(30)) as indicator_code,
    cast(sheet_days.target_period as decimal(18, 4)) as target_period,
    cast(sheet_days.target_to_date as decimal(18, 4)) as target_to_date,
    cast(sheet_days.done_today as decimal(18, 4)) as done_today,
    cast(sheet_days.done_to_date as decimal(18, 4)) as done_to_date,
    cast(sheet_days.unattributed_to_date as decimal(18, 4)) as unattributed_to_date,
    cast(sheet_days.completion as decimal(18, 4)) as completion,
    sheet_days.progress_gap,
    cast(lights.light as varchar(10)) as light,
    sheet_days.sheet_date > {{ add_days('run_context.as_of_date', '-rules.provisional_days') }}
        as is_provisional,
    sheet_days.source_batch_date
from sheet_days
inner join rules
    on sheet_days.month_end = rules.month_end
cross join run_context
left join lights
    on
        (sheet_days.progress_gap >= lights.gap_from or (
            lights.gap_from is null and sheet_days.progress_gap is not null
        ))
        and (sheet_days.progress_gap < lights.gap_below or lights.gap_below is null)
        and sheet_days.month_end >= lights.valid_from
        and (sheet_days.month_end < lights.valid_to or lights.valid_to is null)
