-- The risk level of each customer's newest questionnaire at each month's end, while it is valid.
with assessments as (
    select * from {{ ref('stg_core__risk_assessments') }}
    where is_current_version
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

months as (
    select * from {{ ref('int_months') }}
),

periods as (
    select
        customer_sources.customer_key,
        assessments.risk_level,
        cast(assessments.assessed_at as date) as first_day,
        coalesce(
            assessments.valid_to,
            {{ add_days(
                'cast(assessments.assessed_at as date)', parameter('assessment_valid_days')
            ) }}
        ) as last_day,
        lead(cast(assessments.assessed_at as date)) over (
            partition by customer_sources.customer_key
            order by assessments.assessed_at, assessments.core_customer_no
        ) as replaced_on
    from assessments
    inner join customer_sources
        on assessments.core_customer_no = customer_sources.source_customer_id
)

select
    periods.customer_key,
    months.month_end,
    periods.risk_level
from periods
inner join months
    on
        periods.first_day <= months.window_end
        and periods.last_day >= months.window_end
        and coalesce(periods.replaced_on, date '9999-12-31') > months.window_end
