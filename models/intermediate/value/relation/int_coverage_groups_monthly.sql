{{ config(materialized='view') }}

-- Every customer, month and coverage group: is it held, and is the customer of an age it is offered
-- at. Nobody's age that is unknown stands in the way. A view: the evidence is kept below it.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

coverage_groups as (
    select * from {{ ref('coverage_group') }}
),

customer_attributes as (
    select * from {{ ref('customer_attributes') }}
),

held_groups as (
    select * from {{ ref('int_active_groups_monthly') }}
    union all
    select * from {{ ref('int_position_groups_monthly') }}
),

aged as (
    select
        customer_months.customer_key,
        customer_months.month_end,
        {{ age_in_years('customer_attributes.birth_date', 'customer_months.window_end') }} as age
    from customer_months
    left join customer_attributes
        on customer_months.customer_key = customer_attributes.customer_key
)

select
    aged.customer_key,
    aged.month_end,
    coverage_groups.coverage_group,
    held_groups.coverage_group is not null as is_held,
    coalesce(aged.age >= coverage_groups.min_age, true)
    and coalesce(aged.age <= coverage_groups.max_age, true) as is_eligible,
    coverage_groups.weight
from aged
cross join coverage_groups
left join held_groups
    on
        aged.customer_key = held_groups.customer_key
        and aged.month_end = held_groups.month_end
        and coverage_groups.coverage_group = held_groups.coverage_group
