-- Places by score among those of one role and footfall class; who is not eligible or new has none,
-- and no place is told in a group that is too small.
with scores as (
    select * from {{ ref('int_staff_scores') }}
    where is_ranked
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

placed as (
    select
        staff_id,
        month_end,
        rank() over (
            partition by month_end, scored_as, footfall_class
            order by cast(kpi_score as decimal(9, 4)) desc nulls last
        ) as place,
        count(*) over (partition by month_end, scored_as, footfall_class) as group_size
    from scores
)

select
    placed.staff_id,
    placed.month_end,
    case when placed.group_size >= rules.min_group_size then placed.place end as rank_in_group,
    placed.group_size
from placed
inner join rules
    on placed.month_end = rules.month_end
