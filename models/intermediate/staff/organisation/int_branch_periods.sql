-- Which branch each branch counts as: itself, from the day it closes its successor, which is what
-- its closing version reports to; a successor that closed too is followed, three steps at most.
with states as (
    select * from {{ ref('int_branch_states') }}
),

-- A successor whose first version starts after the merger is taken to have been there before.
successors as (
    select
        branch_code,
        case
            when row_number() over (partition by branch_code order by valid_from) = 1
                then date '1900-01-01'
            else valid_from
        end as valid_from,
        valid_to,
        is_closed,
        coalesce(parent_code, branch_code) as parent_code
    from states
),

first_step as (
    select
        states.*,
        states.is_closed as is_followed,
        case when is_closed then coalesce(parent_code, branch_code) else branch_code end
            as standing_branch_code
    from states
),

second_step as (
    select
        first_step.branch_code,
        greatest(first_step.valid_from, coalesce(successors.valid_from, first_step.valid_from))
            as valid_from,
        least(first_step.valid_to, coalesce(successors.valid_to, first_step.valid_to)) as valid_to,
        first_step.parent_code,
        first_step.branch_level,
        first_step.footfall_class,
        first_step.is_closed,
        coalesce(successors.is_closed, false) as is_followed,
        case
            when successors.is_closed then successors.parent_code
            else first_step.standing_branch_code
        end as standing_branch_code
    from first_step
    left join successors
        on
            first_step.is_followed
            and first_step.standing_branch_code = successors.branch_code
            and first_step.valid_from < successors.valid_to
            and first_step.valid_to > successors.valid_from
),

third_step as (
    select
        second_step.branch_code,
        greatest(second_step.valid_from, coalesce(successors.valid_from, second_step.valid_from))
            as valid_from,
        least(second_step.valid_to, coalesce(successors.valid_to, second_step.valid_to))
            as valid_to,
        second_step.parent_code,
        second_step.branch_level,
        second_step.footfall_class,
        second_step.is_closed,
        case
            when successors.is_closed then successors.parent_code
            else second_step.standing_branch_code
        end as standing_branch_code
    from second_step
    left join successors
        on
            second_step.is_followed
            and second_step.standing_branch_code = successors.branch_code
            and second_step.valid_from < successors.valid_to
            and second_step.valid_to > successors.valid_from
)

select
    branch_code,
    valid_from,
    nullif(valid_to, date '9999-12-31') as valid_to,
    parent_code,
    branch_level,
    footfall_class,
    standing_branch_code,
    is_closed
from third_step
