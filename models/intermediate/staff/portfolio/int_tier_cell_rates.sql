-- What a manager reached with the customers of a tier served, one row an item. Cost is negated:
-- more is better everywhere.
with served_tiers as (
    select * from {{ ref('int_served_tiers') }}
),

uplift_sums as (
    select * from {{ ref('int_uplift_sums') }}
    where owner_type = 'STAFF'
),

service_sums as (
    select * from {{ ref('int_tier_service_sums') }}
),

cells as (
    select
        served_tiers.staff_id,
        served_tiers.month_end,
        served_tiers.served_tier,
        sum(served_tiers.customers) as customers,
        cast(sum(served_tiers.day_share) as decimal(28, 10)) as day_share,
        {% for column in [
            'aum_base', 'aum_gain', 'movement_base', 'movement_gain', 'mobile_base', 'mobile_gain',
            'tiered_customers', 'upgraded_customers', 'watched_customers', 'retained_customers'
        ] %}
            cast(sum(uplift_sums.{{ column }}) as double) as {{ column }},
        {% endfor %}
        cast(sum(service_sums.offered_weight) as double) as offered_weight,
        cast(sum(service_sums.held_weight) as double) as held_weight,
        cast(sum(service_sums.touch_cost) as double) as touch_cost,
        cast(sum(service_sums.customer_months) as double) as customer_months
    from served_tiers
    inner join uplift_sums
        on
            served_tiers.staff_id = uplift_sums.owner_id
            and served_tiers.month_end = uplift_sums.month_end
            and served_tiers.base_tier = uplift_sums.base_tier
    left join service_sums
        on
            served_tiers.staff_id = service_sums.staff_id
            and served_tiers.month_end = service_sums.month_end
            and served_tiers.base_tier = service_sums.base_tier
    group by served_tiers.staff_id, served_tiers.month_end, served_tiers.served_tier
),

rates as (
    select
        cells.*,
        movement_gain / nullif(movement_base, 0) as movement_rate,
        mobile_gain / nullif(mobile_base, 0) as mobile_rate
    from cells
)

{% for item, measure in {
    'COVERAGE': 'held_weight / nullif(offered_weight, 0)',
    'ACTIVITY': '(coalesce(movement_rate, mobile_rate) + coalesce(mobile_rate, movement_rate)) / 2',
    'AUM_GROWTH': 'aum_gain / nullif(aum_base, 0)',
    'RETENTION': 'retained_customers / nullif(watched_customers, 0)',
    'UPGRADE': 'upgraded_customers / nullif(tiered_customers, 0)',
    'COST': '-touch_cost / nullif(customer_months, 0)',
}.items() %}
    select
        staff_id,
        month_end,
        served_tier,
        '{{ item }}' as tier_item,
        cast(customers as integer) as customers,
        day_share,
        cast({{ measure }} as decimal(28, 10)) as actual
    from rates
    {{ 'union all' if not loop.last }}
{% endfor %}
