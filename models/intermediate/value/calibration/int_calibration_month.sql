-- The month a new model version is made from: the one asked for, else the last complete one.
-- `is_provisional` where too little history lies before it.
with months as (
    select * from {{ ref('int_months') }}
),

chosen as (
    select
        coalesce(
            max(case when month_end = {{ calibration_month_asked() }} then month_end end),
            max(case when not is_month_to_date then month_end end),
            max(month_end)
        ) as month_end
    from months
)

select
    chosen.month_end,
    count(months.month_end) < {{ parameter('calibration_min_history') }} as is_provisional
from chosen
left join months
    on chosen.month_end > months.month_end
group by chosen.month_end
