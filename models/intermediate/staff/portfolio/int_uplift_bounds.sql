-- Up to where counts of movements and of mobile use are believed, base and now: a high quantile of
-- all cohorts of the month, the least value at or below which that share of them lies.
with cohorts as (
    select * from {{ ref('int_uplift_cohorts') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

counts as (
    {% for column in ['i23_base', 'i23_now', 'i25_base', 'i25_now'] %}
        select
            owner_type,
            month_end,
            '{{ column }}' as measure,
            {{ column }} as measured_value
        from cohorts
        where {{ column }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

placed as (
    select
        counts.*,
        cume_dist() over (
            partition by owner_type, month_end, measure order by measured_value
        ) as place
    from counts
)

select
    {% for column in ['i23_base', 'i23_now', 'i25_base', 'i25_now'] %}
        min(case when placed.measure = '{{ column }}' then placed.measured_value end)
            as {{ column }}_bound,
    {% endfor %}
    placed.owner_type,
    placed.month_end
from placed
inner join rules
    on
        placed.month_end = rules.month_end
        and placed.place >= rules.uplift_winsor_quantile
group by placed.owner_type, placed.month_end
