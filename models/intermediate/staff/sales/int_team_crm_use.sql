-- On how many of the days that a branch's managers and lobby managers were present they used the
-- customer system; branches above hold the sums of those below.
with staff_days as (
    select * from {{ ref('int_staff_days') }}
    where is_workday and is_present
),

team_positions as (
    select * from {{ ref('kpi_position') }}
    where portfolio = 'OWN' or position_code = 'LOBBY'
),

branch_ancestors as (
    select * from {{ ref('int_branch_ancestors') }}
),

login_days as (
    select distinct
        staff_id,
        cast(logged_in_at as date) as work_date
    from {{ ref('stg_crm__staff_usage') }}
    where not is_rejected and is_current_version
),

feeds as (
    select count(*) as batches from {{ ref('stg_landing__batches') }}
    where status = 'LANDED' and feed = 'crm_staff_usage'
),

team_days as (
    select
        staff_days.branch_code,
        staff_days.work_date,
        count(*) as present_days,
        count(login_days.staff_id) as used_days
    from staff_days
    inner join team_positions
        on staff_days.position_code = team_positions.position_code
    cross join feeds
    left join login_days
        on
            staff_days.staff_id = login_days.staff_id
            and staff_days.work_date = login_days.work_date
    where feeds.batches > 0
    group by 1, 2
),

rolled_up as (
    select * from team_days

    union all

    select
        branch_ancestors.ancestor_code as branch_code,
        team_days.work_date,
        team_days.present_days,
        team_days.used_days
    from team_days
    inner join branch_ancestors
        on
            team_days.branch_code = branch_ancestors.branch_code
            and team_days.work_date >= branch_ancestors.valid_from
            and team_days.work_date < branch_ancestors.valid_to
)

select
    branch_code,
    {{ month_end('work_date') }} as month_end,
    cast(sum(present_days) as integer) as present_days,
    cast(sum(used_days) as integer) as used_days
from rolled_up
group by 1, 2
