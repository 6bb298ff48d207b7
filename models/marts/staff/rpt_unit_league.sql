-- Where each person stands within the own unit, among those of the same role there. Who is new, was
-- away or has no score is not ranked, nor is anybody in a small group.
with scorecards as (
    select * from {{ ref('rpt_staff_scorecard') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

placed as (
    select
        scorecards.*,
        kpi_score is not null and is_eligible and not coalesce(is_new, false) as is_ranked
    from scorecards
    where branch_code is not null
),

ranked as (
    select
        placed.*,
        rank() over (
            partition by branch_code, month_end, scored_as, is_ranked
            order by kpi_score desc nulls last
        ) as unit_rank,
        count(case when is_ranked then 1 end) over (
            partition by branch_code, month_end, scored_as
        ) as unit_group_size
    from placed
)

select
    ranked.branch_code,
    ranked.month_end,
    ranked.staff_id,
    ranked.position_code,
    ranked.scored_as,
    cast(case
        when ranked.is_ranked and ranked.unit_group_size >= rules.min_group_size
            then ranked.unit_rank
    end as integer) as rank_in_unit,
    cast(ranked.unit_group_size as integer) as unit_group_size
from ranked
inner join rules
    on ranked.month_end = rules.month_end
