{{ config(contract={'enforced': false}) }}
-- STUB, to be replaced.
select
    complaint_id,
    party_type,
    party_id,
    month_end,
    base_points,
    time_multiplier,
    repeat_multiplier,
    share,
    points
from {{ ref('int_complaint_postings') }}
