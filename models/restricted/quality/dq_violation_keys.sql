-- The records behind the keyed hashes of `quality.dq_violations`, for those who have to correct
-- them.
with broken_rules as (
    select * from {{ ref('int_broken_rules') }}
    where has_personal_key and severity <> 'ignore'
)

select distinct
    feed,
    public_key as record_key,
    record_key as original_key
from broken_rules
