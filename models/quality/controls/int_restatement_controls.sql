-- How many of the last days were restated since they were last published (R-28): told, never
-- failed.
with restatements as (
    select * from {{ ref('ctl_restatement') }}
),

published as (
    select * from {{ ref('stg_landing__published_totals') }}
),

recent as (
    select {{ add_days('as_of_date', '-cast(' ~ parameter('late_days') ~ ' as integer)') }}
        as late_after
    from {{ ref('stg_landing__run_context') }}
),

compared as (
    select count(distinct published.total_date) as days
    from published
    inner join recent
        on published.total_date > recent.late_after
),

restated as (
    select count(distinct restatements.total_date) as days
    from restatements
    inner join recent
        on restatements.total_date > recent.late_after
)

select
    'R-28' as control_id,
    compared.days as left_value,
    compared.days - restated.days as right_value,
    restated.days as difference
from compared
cross join restated
where compared.days > 0
