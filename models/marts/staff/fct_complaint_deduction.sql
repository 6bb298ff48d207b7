-- What each valid complaint posts to its branch and to each of its staff by month, before caps.
with postings as (
    select * from {{ ref('int_complaint_postings') }}
)

select
    cast(complaint_id as varchar(64)) as complaint_id,
    cast(party_type as varchar(10)) as party_type,
    cast(party_id as varchar(64)) as party_id,
    month_end,
    received_month_end,
    cast(base_points as decimal(9, 4)) as base_points,
    cast(time_multiplier as decimal(9, 4)) as time_multiplier,
    cast(repeat_multiplier as decimal(9, 4)) as repeat_multiplier,
    cast(share as decimal(9, 6)) as share,
    cast(points as decimal(28, 10)) as points
from postings
