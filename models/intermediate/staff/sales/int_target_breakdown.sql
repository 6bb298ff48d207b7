-- Every target of a branch beside the sum of its parts: the targets of the persons who stood there
-- when the month began, and of the branches below it.
with targets as (
    select * from {{ ref('int_kpi_targets_monthly') }}
),

staff_days as (
    select * from {{ ref('int_staff_days') }}
),

branch_ancestors as (
    select * from {{ ref('int_branch_ancestors') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

first_days as (
    select
        staff_id,
        {{ month_end('work_date') }} as month_end,
        min(work_date) as first_day
    from staff_days
    group by 1, 2
),

-- Branches between the head and the counter pass their targets on: only the lowest are parts.
parts as (
    select
        staff_days.branch_code,
        targets.month_end,
        targets.indicator_code,
        targets.target_value
    from targets
    inner join first_days
        on
            targets.owner_id = first_days.staff_id
            and targets.month_end = first_days.month_end
    inner join staff_days
        on
            first_days.staff_id = staff_days.staff_id
            and first_days.first_day = staff_days.work_date
    where targets.owner_level = 'STAFF'

    union all

    select
        branch_ancestors.ancestor_code as branch_code,
        targets.month_end,
        targets.indicator_code,
        targets.target_value
    from targets
    inner join branch_ancestors
        on
            targets.owner_id = branch_ancestors.branch_code
            and {{ month_start('targets.month_end') }} >= branch_ancestors.valid_from
            and {{ month_start('targets.month_end') }} < branch_ancestors.valid_to
    where
        targets.owner_level = 'BRANCH'
        and targets.owner_id not in (select units.ancestor_code from branch_ancestors as units)
),

part_sums as (
    select
        branch_code,
        month_end,
        indicator_code,
        count(*) as parts,
        sum(target_value) as parts_value
    from parts
    group by 1, 2, 3
),

compared as (
    select
        targets.owner_id as branch_code,
        targets.month_end,
        targets.indicator_code,
        targets.target_value,
        coalesce(part_sums.parts, 0) as parts,
        part_sums.parts_value,
        case
            when part_sums.parts_value = targets.target_value then 0
            else
                cast(abs(part_sums.parts_value - targets.target_value) as double)
                / coalesce(nullif(abs(targets.target_value), 0), 1)
        end as relative_gap
    from targets
    left join part_sums
        on
            targets.owner_id = part_sums.branch_code
            and targets.month_end = part_sums.month_end
            and targets.indicator_code = part_sums.indicator_code
    where targets.owner_level = 'BRANCH'
)

select
    compared.branch_code,
    compared.month_end,
    compared.indicator_code,
    compared.target_value,
    cast(compared.parts as integer) as parts,
    compared.parts_value,
    cast(compared.relative_gap as decimal(18, 6)) as relative_gap,
    coalesce(
        cast(compared.relative_gap as decimal(18, 6)) <= rules.target_rounding, false
    ) as is_broken_down
from compared
inner join rules
    on compared.month_end = rules.month_end
