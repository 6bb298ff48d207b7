-- How much hangs on where the cuts lie? Shares of the newest month's letters, before hysteresis,
-- with each cut three points lower, as it is, and three points higher.
with newest as (
    select tiers.*
    from {{ ref('int_customer_tiers') }} as tiers
    where tiers.exclusion_reason is null
    qualify tiers.month_end = max(tiers.month_end) over ()
),

moves as (
    select -3 as moved_by
    union all
    select 0 as moved_by
    union all
    select 3 as moved_by
),

moved as (
    select
        current_moves.moved_by as current_cut_moved_by,
        potential_moves.moved_by as potential_cut_moved_by,
        coalesce(
            newest.is_gate_passed
            and newest.current_value_score >= newest.cut_current_value + current_moves.moved_by,
            false
        ) as is_current_high,
        coalesce(
            newest.potential_value_score >= newest.cut_potential_value + potential_moves.moved_by,
            false
        ) as is_potential_high
    from newest
    cross join moves as current_moves
    cross join moves as potential_moves
)

select
    moved.current_cut_moved_by,
    moved.potential_cut_moved_by,
    tiers.tier,
    count(*) as customers,
    count(*) / sum(count(*)) over (
        partition by moved.current_cut_moved_by, moved.potential_cut_moved_by
    ) as customer_share
from moved
inner join {{ ref('tier') }} as tiers
    on
        moved.is_current_high = tiers.is_current_high
        and moved.is_potential_high = tiers.is_potential_high
group by moved.current_cut_moved_by, moved.potential_cut_moved_by, tiers.tier
order by moved.current_cut_moved_by, moved.potential_cut_moved_by, tiers.tier
