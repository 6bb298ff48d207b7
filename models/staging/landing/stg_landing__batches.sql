with source as (
    select * from {{ source('landing', 'land_batch') }}
)

select
    feed,
    batch_date,
    fingerprint,
    status,
    control_status,
    received,
    landed,
    unreadable,
    cast_failed,
    control_column,
    expected_rows,
    expected_sum,
    found_sum,
    erased,
    missing_columns,
    extra_columns,
    loaded_at,
    reason
from source
