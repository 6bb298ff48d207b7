-- Whether the bank has approved the weights and the pass mark in force at the end of each year:
-- before that nobody is named for a review.
with months as (
    select
        cast(extract(year from month_end) as integer) as year,
        max(month_end) as month_end
    from {{ ref('int_months') }}
    group by 1
),

weights as (
    select
        month_end,
        bool_and(is_approved) as is_approved
    from {{ ref('int_kpi_weights_monthly') }}
    group by 1
),

rules as (
    select * from {{ ref('kpi_rule') }}
    where rule_id = 'annual_pass_mark'
)

select
    months.year,
    weights.is_approved and rules.is_approved as is_approved
from months
inner join weights
    on months.month_end = weights.month_end
inner join rules
    on
        months.month_end >= rules.valid_from
        and (months.month_end < rules.valid_to or rules.valid_to is null)
