-- The scale every indicator is scored on in a month: the bounds of the month's model version, or
-- its ready-made ones.
with model_months as (
    select * from {{ ref('int_model_months') }}
),

indicators as (
    select * from {{ ref('indicator') }}
),

norm_bounds as (
    select * from {{ ref('int_norm_bounds') }}
)

select
    model_months.month_end,
    model_months.model_version,
    model_months.is_candidate,
    indicators.indicator_id,
    indicators.direction,
    cast(coalesce(indicators.lowest, norm_bounds.low_bound) as double) as low_bound,
    cast(coalesce(indicators.highest, norm_bounds.high_bound) as double) as high_bound
from model_months
cross join indicators
left join norm_bounds
    on
        model_months.model_version = norm_bounds.model_version
        and indicators.indicator_id = norm_bounds.indicator_id
