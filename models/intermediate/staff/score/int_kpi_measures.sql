-- What was measured of persons and branches in a month, whatever part of the assessment measured
-- it. Without a position it holds for all positions of the person in the month.
with handling as (
    select * from {{ ref('int_handling_measures') }}
),

sales as (
    select * from {{ ref('int_sales_measures') }}
),

management as (
    select * from {{ ref('int_management_measures') }}
),

tier_items as (
    select * from {{ ref('int_tier_item_scores') }}
),

surveys as (
    select * from {{ ref('int_survey_measures') }}
),

deducted as (
    select * from {{ ref('int_staff_deducted_monthly') }}
),

branch_sales as (
    select * from {{ ref('int_branch_sales_monthly') }}
),

by_position as (
    select
        staff_id,
        month_end,
        position_code,
        branch_code,
        indicator_code,
        actual,
        is_audited
    from handling
    union all
    select
        staff_id,
        month_end,
        position_code,
        branch_code,
        indicator_code,
        actual,
        false as is_audited
    from sales
    union all
    select
        staff_id,
        month_end,
        position_code,
        branch_code,
        indicator_code,
        actual,
        false as is_audited
    from management
),

by_person as (
    select
        staff_id,
        month_end,
        indicator_code,
        score as actual
    from tier_items
    union all
    select
        staff_id,
        month_end,
        'CS_SURVEY' as indicator_code,
        actual
    from surveys
    union all
    select
        staff_id,
        month_end,
        'CS_DEDUCTION' as indicator_code,
        deduction_points as actual
    from deducted
)

select
    'STAFF' as owner_type,
    staff_id as owner_id,
    month_end,
    position_code,
    branch_code,
    indicator_code,
    actual,
    is_audited
from by_position

union all

select
    'STAFF' as owner_type,
    staff_id as owner_id,
    month_end,
    cast(null as varchar(10)) as position_code,
    cast(null as varchar(20)) as branch_code,
    indicator_code,
    actual,
    false as is_audited
from by_person

union all

select
    'BRANCH' as owner_type,
    branch_code as owner_id,
    month_end,
    cast(null as varchar(10)) as position_code,
    cast(null as varchar(20)) as branch_code,
    indicator_code,
    actual,
    false as is_audited
from branch_sales
