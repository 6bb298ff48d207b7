-- The points of each person and month as they stand now, complaints and corrections aside: all
-- items of all positions together, never over the cap, and the bonus. Who could be measured by
-- too little has none.
with staff_kpi as (
    select * from {{ ref('int_staff_kpi') }}
),

bonuses as (
    select * from {{ ref('int_staff_bonuses_monthly') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

weights as (
    select
        month_end,
        bool_or(not is_approved) as is_default
    from {{ ref('int_kpi_weights_monthly') }}
    group by 1
),

summed as (
    select
        staff_id,
        month_end,
        sum(points) as points,
        sum(case when is_void then 0 else nominal_weight end) as known_weight,
        sum(nominal_weight) as nominal_weight
    from staff_kpi
    group by 1, 2
)

select
    summed.staff_id,
    summed.month_end,
    cast(least(summed.points, rules.kpi_cap) as decimal(28, 10)) as indicator_points,
    coalesce(bonuses.bonus, 0) as bonus,
    weights.is_default
from summed
inner join rules
    on summed.month_end = rules.month_end
inner join weights
    on summed.month_end = weights.month_end
left join bonuses
    on
        summed.staff_id = bonuses.staff_id
        and summed.month_end = bonuses.month_end
where summed.known_weight >= rules.min_known_weight * summed.nominal_weight
