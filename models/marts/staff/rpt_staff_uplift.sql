-- The uplift of each manager's customers: as measured, what customers of the same tiers gained in
-- the whole bank, what is left and scored, and how much of the assets' gain prices alone made.
with measures as (
    select * from {{ ref('int_portfolio_measures') }}
    where owner_type = 'STAFF' and indicator_code like 'CU%'
),

market_effects as (
    select * from {{ ref('int_uplift_market_effects') }}
    where owner_type = 'STAFF'
),

bases as (
    select
        owner_id,
        month_end,
        sum(aum_base) as aum_base
    from {{ ref('int_uplift_sums') }}
    where owner_type = 'STAFF'
    group by 1, 2
)

select
    cast(measures.owner_id as varchar(20)) as staff_id,
    measures.month_end,
    cast(measures.indicator_code as varchar(30)) as indicator_code,
    measures.customers,
    cast(measures.raw_actual as decimal(18, 6)) as raw_uplift,
    cast(measures.raw_actual - measures.actual as decimal(18, 6)) as peer_uplift,
    cast(measures.actual as decimal(18, 6)) as uplift,
    cast(measures.floor_value as decimal(18, 6)) as floor_value,
    cast(measures.goal_value as decimal(18, 6)) as goal_value,
    cast(case
        when measures.indicator_code = 'CU_AUM'
            then
                coalesce(cast(market_effects.market_gain as double), 0)
                / nullif(bases.aum_base, 0)
    end as decimal(18, 6)) as market_effect
from measures
left join market_effects
    on
        measures.owner_id = market_effects.owner_id
        and measures.month_end = market_effects.month_end
left join bases
    on
        measures.owner_id = bases.owner_id
        and measures.month_end = bases.month_end
