-- Every model version with its cuts: the frozen ones, the candidate and, where there is none yet,
-- the first, which is the candidate under its own name.
with model_versions as (
    select * from {{ ref('stg_landing__model_versions') }}
),

candidate_cuts as (
    select * from {{ ref('int_candidate_cuts') }}
),

calibration_month as (
    select * from {{ ref('int_calibration_month') }}
),

candidate as (
    select
        calibration_month.month_end as calibration_month,
        calibration_month.is_provisional,
        max(case when candidate_cuts.dimension = 'CV' then candidate_cuts.cut end)
            as cut_current_value,
        max(case when candidate_cuts.dimension = 'PV' then candidate_cuts.cut end)
            as cut_potential_value
    from candidate_cuts
    cross join calibration_month
    group by calibration_month.month_end, calibration_month.is_provisional
)

select
    model_version,
    calibration_month,
    cut_current_value,
    cut_potential_value,
    is_provisional,
    false as is_candidate
from model_versions

union all

select
    'candidate' as model_version,
    calibration_month,
    cut_current_value,
    cut_potential_value,
    is_provisional,
    true as is_candidate
from candidate

union all

select
    {{ first_model_version('calibration_month') }} as model_version,
    calibration_month,
    cut_current_value,
    cut_potential_value,
    is_provisional,
    false as is_candidate
from candidate
where not exists (select 1 from model_versions)
