-- By how much the contribution of twelve months grew over the base, summed over each owner's
-- cohort. It is known when the month is worked out, hence dated at its end.
with uplift_cohorts as (
    select * from {{ ref('int_uplift_cohorts') }}
    where owner_type = 'STAFF' and i09_base is not null and i09_now is not null
),

months as (
    select * from {{ ref('int_months') }}
)

select
    uplift_cohorts.owner_id as staff_id,
    uplift_cohorts.month_end,
    months.window_end as month_to,
    cast(sum(
        cast(uplift_cohorts.i09_now as decimal(28, 8))
        - cast(uplift_cohorts.i09_base as decimal(28, 8))
    ) as decimal(28, 10)) as growth
from uplift_cohorts
inner join months
    on uplift_cohorts.month_end = months.month_end
group by 1, 2, 3
