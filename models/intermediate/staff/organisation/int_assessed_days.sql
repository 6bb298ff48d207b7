-- Every day of the years that hold a month measured, whole years, for targets are set for them.
with months as (
    select * from {{ ref('int_months') }}
),

bounds as (
    select
        make_date(cast(min(extract(year from month_start)) as integer), 1, 1) as first_day,
        make_date(cast(max(extract(year from month_start)) as integer), 12, 31) as last_day_of_year
    from months
)

select series.date_day
from {{ date_series(
    '(select first_day from bounds)', '(select last_day_of_year from bounds)'
) }} as series
