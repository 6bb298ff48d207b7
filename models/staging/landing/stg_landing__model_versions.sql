{{ config(materialized='view') }}

-- Model versions as `strata calibrate` froze them.
with source as (
    select * from {{ source('landing', 'model_version') }}
)

select
    model_version,
    calibration_month,
    cut_current_value,
    cut_potential_value,
    is_provisional
from source
