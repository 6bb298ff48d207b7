-- Normalisation bounds a new model version would have: quantiles of the calibration month over the
-- customers that are counted; where it is said so, of those that have something.
with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
),

calibration_month as (
    select * from {{ ref('int_calibration_month') }}
),

counted as (
    select
        indicator_values.indicator_id,
        indicator_values.bounds_rule,
        indicator_values.scaled_value,
        cume_dist() over (
            partition by indicator_values.indicator_id order by indicator_values.scaled_value
        ) as place
    from indicator_values
    inner join calibration_month
        on indicator_values.month_end = calibration_month.month_end
    where
        indicator_values.bounds_rule <> 'FIXED'
        and indicator_values.exclusion_reason is null
        and (
            indicator_values.bounds_rule not in ('HOLDERS', 'ZERO_INFLATED')
            or indicator_values.scaled_value > 0
        )
        and indicator_values.scaled_value is not null
)

select
    indicator_id,
    cast(case
        when bounds_rule = 'ZERO_INFLATED' then 0
        else min(case
            when place >= {{ parameter('calibration_low_quantile') }} then scaled_value
        end)
    end as decimal(18, 8)) as low_bound,
    cast(min(case
        when place >= {{ parameter('calibration_high_quantile') }} then scaled_value
    end) as decimal(18, 8)) as high_bound
from counted
group by indicator_id, bounds_rule
