-- What a tier is made from, per customer and month: scores, cuts and gates. A gate that cannot be
-- tested is not passed and not failed.
with customer_scores as (
    select * from {{ ref('int_customer_scores') }}
    where not is_candidate
),

model_versions as (
    select * from {{ ref('int_model_versions') }}
),

customer_indicators as (
    select * from {{ ref('int_customer_indicators') }}
),

customer_months as (
    select * from {{ ref('int_customer_months') }}
),

customer_start as (
    select * from {{ ref('int_customer_start') }}
),

-- Before the bank has delivered half a year, the windows of a month reach into what nobody knows;
-- a new customer's reach to before it was one.
first_days as (
    select
        {{ add_days(
            'min(month_start)', 'cast(' ~ parameter('half_year_window_days') ~ ' as integer)'
        ) }} as first_whole_window
    from {{ ref('int_months') }}
)

select
    customer_scores.customer_key,
    customer_scores.month_end,
    extract(year from customer_scores.month_end) * 12
    + extract(month from customer_scores.month_end) as month_no,
    customer_months.is_month_to_date,
    not customer_months.is_month_to_date
    and {{ add_months(
        "coalesce(customer_start.customer_since, date '1900-01-01')",
        parameter('tier_relation_months')
    ) }} <= {{ month_start('customer_scores.month_end') }}
    and customer_scores.month_end >= first_days.first_whole_window as is_full_month,
    customer_scores.model_version,
    customer_scores.current_value_score,
    customer_scores.potential_value_score,
    customer_scores.current_known_share,
    customer_scores.potential_known_share,
    model_versions.cut_current_value,
    model_versions.cut_potential_value,
    customer_indicators.i01 as aum_daily_avg,
    customer_indicators.i09 as contribution_12m,
    coalesce(customer_indicators.i01 >= {{ parameter('tier_aum_gate') }}, false)
    or coalesce(customer_indicators.i09 >= {{ parameter('tier_contribution_gate') }}, false)
        as is_gate_passed,
    coalesce(
        customer_indicators.i01
        < {{ parameter('tier_aum_gate') }} * {{ parameter('tier_gate_exit') }}, false
    )
    and coalesce(
        customer_indicators.i09
        < {{ parameter('tier_contribution_gate') }} * {{ parameter('tier_gate_exit') }}, false
    ) as is_gate_left,
    customer_indicators.is_annualised or model_versions.is_provisional as is_base_provisional
from customer_scores
cross join first_days
inner join customer_indicators
    on
        customer_scores.customer_key = customer_indicators.customer_key
        and customer_scores.month_end = customer_indicators.month_end
inner join customer_months
    on
        customer_scores.customer_key = customer_months.customer_key
        and customer_scores.month_end = customer_months.month_end
left join customer_start
    on customer_scores.customer_key = customer_start.customer_key
left join model_versions
    on customer_scores.model_version = model_versions.model_version
