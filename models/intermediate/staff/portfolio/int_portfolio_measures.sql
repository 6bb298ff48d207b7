-- Product coverage and uplift of every portfolio that is measured, each uplift with the peers' low
-- and high quantile, which score 60 and 100. Peers that are all alike make no scale.
with owners as (
    select * from {{ ref('int_portfolio_owners') }}
),

coverage as (
    select * from {{ ref('int_portfolio_coverage_monthly') }}
),

uplift_rates as (
    select * from {{ ref('int_uplift_rates') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

-- Last December is the base; who had no customers then starts with the first month of the year.
coverage_changes as (
    select
        coverage.*,
        coverage.coverage_level - coalesce(
            decembers.coverage_level,
            case
                when lag(coverage.month_end) over this_year is not null
                    then first_value(coverage.coverage_level) over this_year
            end
        ) as coverage_change
    from coverage
    left join coverage as decembers
        on
            coverage.owner_type = decembers.owner_type
            and coverage.owner_id = decembers.owner_id
            and {{ add_days("cast(date_trunc('year', coverage.month_end) as date)", -1) }}
            = decembers.month_end
    window this_year as (
        partition by
            coverage.owner_type, coverage.owner_id, extract(year from coverage.month_end)
        order by coverage.month_end
    )
),

placed as (
    select
        uplift_rates.*,
        owners.peer_group,
        cume_dist() over (
            partition by
                owners.peer_group,
                uplift_rates.month_end,
                uplift_rates.indicator_code,
                uplift_rates.actual is null
            order by uplift_rates.actual
        ) as place
    from uplift_rates
    inner join owners
        on
            uplift_rates.owner_type = owners.owner_type
            and uplift_rates.owner_id = owners.owner_id
            and uplift_rates.month_end = owners.month_end
),

scales as (
    select
        placed.peer_group,
        placed.month_end,
        placed.indicator_code,
        min(case when placed.place >= rules.uplift_low_quantile then placed.actual end)
            as floor_value,
        min(case when placed.place >= rules.uplift_high_quantile then placed.actual end)
            as goal_value
    from placed
    inner join rules
        on placed.month_end = rules.month_end
    group by placed.peer_group, placed.month_end, placed.indicator_code
)

{% for code, column in [('PC_LEVEL', 'coverage_level'), ('PC_CHANGE', 'coverage_change')] %}
    select
        owners.owner_type,
        owners.owner_id,
        owners.month_end,
        '{{ code }}' as indicator_code,
        coverage_changes.customers,
        cast(coverage_changes.{{ column }} as decimal(28, 10)) as raw_actual,
        cast(coverage_changes.{{ column }} as decimal(28, 10)) as actual,
        cast(null as decimal(28, 10)) as floor_value,
        cast(null as decimal(28, 10)) as goal_value
    from owners
    inner join coverage_changes
        on
            owners.owner_type = coverage_changes.owner_type
            and owners.owner_id = coverage_changes.owner_id
            and owners.month_end = coverage_changes.month_end

    union all
{% endfor %}

select
    placed.owner_type,
    placed.owner_id,
    placed.month_end,
    placed.indicator_code,
    placed.customers,
    placed.raw_actual,
    placed.actual,
    case when scales.goal_value > scales.floor_value then scales.floor_value end as floor_value,
    case when scales.goal_value > scales.floor_value then scales.goal_value end as goal_value
from placed
left join scales
    on
        placed.peer_group = scales.peer_group
        and placed.month_end = scales.month_end
        and placed.indicator_code = scales.indicator_code
