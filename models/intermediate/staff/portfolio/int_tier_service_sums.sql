-- How digital the customers a manager serves are, and what touching them cost since the base, per
-- base tier.
with cohorts as (
    select * from {{ ref('int_uplift_cohorts') }}
    where owner_type = 'STAFF'
),

coverage_groups as (
    select * from {{ ref('int_staff_coverage_groups_monthly') }}
    where is_digital
),

marketing_costs as (
    select * from {{ ref('int_marketing_costs_monthly') }}
),

digital as (
    select
        customer_key,
        month_end,
        sum(weight) as offered_weight,
        sum(case when is_held then weight else 0 end) as held_weight
    from coverage_groups
    group by customer_key, month_end
),

costs as (
    select
        cohorts.customer_key,
        cohorts.owner_id,
        cohorts.month_end,
        sum(marketing_costs.touch_cost) as touch_cost
    from cohorts
    inner join marketing_costs
        on
            cohorts.customer_key = marketing_costs.customer_key
            and cohorts.base_month_end < marketing_costs.month_end
            and cohorts.month_end >= marketing_costs.month_end
    group by cohorts.customer_key, cohorts.owner_id, cohorts.month_end
)

select
    cohorts.owner_id as staff_id,
    cohorts.month_end,
    cohorts.base_tier,
    cast(sum(digital.offered_weight) as decimal(28, 10)) as offered_weight,
    cast(sum(digital.held_weight) as decimal(28, 10)) as held_weight,
    cast(sum(coalesce(costs.touch_cost, 0)) as decimal(28, 10)) as touch_cost,
    cast(sum({{ months_between('cohorts.base_month_end', 'cohorts.month_end') }}) as bigint)
        as customer_months
from cohorts
left join digital
    on
        cohorts.customer_key = digital.customer_key
        and cohorts.month_end = digital.month_end
left join costs
    on
        cohorts.customer_key = costs.customer_key
        and cohorts.owner_id = costs.owner_id
        and cohorts.month_end = costs.month_end
group by cohorts.owner_id, cohorts.month_end, cohorts.base_tier
