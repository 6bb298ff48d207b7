-- From when a customer counts for its owner in a year: 1 January, or the day of assignment where
-- that is later; what it had is that of the last whole month before.
with owner_periods as (
    select * from {{ ref('int_customer_owner_periods') }}
),

months as (
    select * from {{ ref('int_months') }}
),

years as (
    select
        cast(date_trunc('year', month_end) as date) as year_start,
        max(window_end) as year_last_day
    from months
    group by 1
),

owned_periods as (
    select
        customer_key,
        'STAFF' as owner_type,
        staff_id as owner_id,
        owned_from,
        owned_to
    from owner_periods
    where staff_id is not null

    union all

    select
        customer_key,
        'BRANCH' as owner_type,
        branch_code as owner_id,
        owned_from,
        owned_to
    from owner_periods
    where branch_code <> 'NONE'
),

first_days as (
    select
        owned_periods.customer_key,
        owned_periods.owner_type,
        owned_periods.owner_id,
        years.year_start,
        min(case
            when owned_periods.owned_from > years.year_start then owned_periods.owned_from
            else years.year_start
        end) as base_date
    from owned_periods
    inner join years
        on
            owned_periods.owned_from <= years.year_last_day
            and coalesce(owned_periods.owned_to > years.year_start, true)
    group by 1, 2, 3, 4
)

select
    first_days.*,
    {{ add_days(month_start('base_date'), -1) }} as base_month_end
from first_days
