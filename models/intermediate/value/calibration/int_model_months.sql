-- The model version every month is scored with: the newest in use from that month on, the first one
-- for everything before. A candidate scores its calibration month beside it.
with months as (
    select * from {{ ref('int_months') }}
),

model_uses as (
    select * from {{ ref('stg_landing__model_uses') }}
),

calibration_month as (
    select * from {{ ref('int_calibration_month') }}
),

ranked as (
    select
        months.month_end,
        model_uses.model_version,
        row_number() over (
            partition by months.month_end
            order by
                case when model_uses.in_use_from <= months.month_end then 0 else 1 end asc,
                case
                    when model_uses.in_use_from <= months.month_end
                        then {{ days_between('model_uses.in_use_from', 'months.month_end') }}
                    else {{ days_between('months.month_end', 'model_uses.in_use_from') }}
                end asc
        ) as preference
    from months
    cross join model_uses
)

select
    month_end,
    model_version,
    false as is_candidate
from ranked
where preference = 1

union all

-- Without any version the candidate is the version: the build that makes it keeps it.
select
    months.month_end,
    {{ first_model_version('calibration_month.month_end') }} as model_version,
    false as is_candidate
from months
cross join calibration_month
where not exists (select 1 from model_uses)

union all

select
    month_end,
    'candidate' as model_version,
    true as is_candidate
from calibration_month
