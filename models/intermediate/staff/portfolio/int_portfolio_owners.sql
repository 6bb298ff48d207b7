-- Whose customers are measured in a month, and among whom: managers with customers of their own
-- among those scored alike in the whole bank, branches among branches.
with staff_months as (
    select * from {{ ref('int_staff_months') }}
),

positions as (
    select * from {{ ref('kpi_position') }}
    where portfolio = 'OWN'
),

owned_customer_months as (
    select * from {{ ref('int_owned_customer_months') }}
    where branch_code <> 'NONE'
),

placed as (
    select
        staff_months.staff_id,
        staff_months.month_end,
        staff_months.scored_as,
        -- The position at the month's end stands for two of a month, then the longer one.
        row_number() over (
            partition by staff_months.staff_id, staff_months.month_end
            order by
                staff_months.is_at_month_end desc,
                staff_months.days desc,
                staff_months.position_code asc,
                staff_months.branch_code asc
        ) as place
    from staff_months
    inner join positions
        on staff_months.position_code = positions.position_code
)

select
    'STAFF' as owner_type,
    staff_id as owner_id,
    month_end,
    scored_as as peer_group
from placed
where place = 1

union

select
    'BRANCH' as owner_type,
    branch_code as owner_id,
    month_end,
    'BRANCH' as peer_group
from owned_customer_months
