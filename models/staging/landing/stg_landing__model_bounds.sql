{{ config(materialized='view') }}

-- Normalisation bounds as `strata calibrate` froze them.
with source as (
    select * from {{ source('landing', 'model_bound') }}
)

select
    model_version,
    indicator_id,
    low_bound,
    high_bound
from source
