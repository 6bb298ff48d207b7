-- Where the windows of the profile begin: days for what is asked and answered, whole months for
-- what flows.
with months as (
    select * from {{ ref('int_months') }}
)

select
    month_end,
    window_end,
    {{ add_days('window_end', '-cast(' ~ parameter('half_year_window_days') ~ ' as integer)') }}
        as half_year_start,
    {{ add_days('window_end', '-cast(' ~ parameter('year_window_days') ~ ' as integer)') }}
        as year_start,
    {{ month_end(add_months('month_start', -11)) }} as first_month_end
from months
