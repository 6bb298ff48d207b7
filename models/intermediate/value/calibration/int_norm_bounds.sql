-- Normalisation bounds of every model version, frozen ones and the candidate's.
with model_bounds as (
    select * from {{ ref('stg_landing__model_bounds') }}
),

candidate_bounds as (
    select * from {{ ref('int_candidate_bounds') }}
),

calibration_month as (
    select * from {{ ref('int_calibration_month') }}
)

select
    model_version,
    indicator_id,
    low_bound,
    high_bound
from model_bounds

union all

select
    'candidate' as model_version,
    indicator_id,
    low_bound,
    high_bound
from candidate_bounds

union all

select
    {{ first_model_version('calibration_month.month_end') }} as model_version,
    candidate_bounds.indicator_id,
    candidate_bounds.low_bound,
    candidate_bounds.high_bound
from candidate_bounds
cross join calibration_month
where not exists (select 1 from model_bounds)
