-- Which branches report to which, directly or through another, and when. A branch that was merged
-- reports to nobody: its business is its successor's.
with branch_periods as (
    select
        branch_code,
        parent_code,
        branch_level,
        valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('int_branch_periods') }}
    where coalesce(standing_branch_code, branch_code) = branch_code
),

parents as (
    select * from branch_periods
    where parent_code is not null and parent_code <> branch_code
)

select
    branch_code,
    parent_code as ancestor_code,
    valid_from,
    valid_to
from parents

union all

select
    parents.branch_code,
    grandparents.parent_code as ancestor_code,
    greatest(parents.valid_from, grandparents.valid_from) as valid_from,
    least(parents.valid_to, grandparents.valid_to) as valid_to
from parents
inner join parents as grandparents
    on
        parents.parent_code = grandparents.branch_code
        and parents.valid_from < grandparents.valid_to
        and parents.valid_to > grandparents.valid_from
where grandparents.parent_code <> parents.branch_code
