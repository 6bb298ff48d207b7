-- The months that are closed, also those in which nothing was posted: a month closes with its
-- scorecards.
with closed_scorecards as (
    select * from {{ ref('stg_landing__closed_scorecards') }}
)

select distinct month_end
from closed_scorecards
