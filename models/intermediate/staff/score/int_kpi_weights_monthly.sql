-- What each position and the branch are measured by in a month, and with which weight. An indicator
-- that is a part of a block carries the block's weight: how it is cut depends on the customers
-- served.
with months as (
    select * from {{ ref('int_months') }}
),

weights as (
    select * from {{ ref('kpi_weight') }}
),

indicators as (
    select * from {{ ref('kpi_indicator') }}
),

in_force as (
    select
        months.month_end,
        weights.position_code,
        weights.indicator_code,
        weights.weight,
        weights.is_approved
    from months
    inner join weights
        on
            months.month_end >= weights.valid_from
            and (months.month_end < weights.valid_to or weights.valid_to is null)
)

select
    in_force.month_end,
    in_force.position_code as scored_as,
    indicators.indicator_code,
    indicators.component,
    indicators.scale,
    indicators.score_cap,
    indicators.is_flow,
    in_force.weight,
    in_force.is_approved,
    indicators.part_of is not null as is_part,
    count(*) over (
        partition by in_force.month_end, in_force.position_code, in_force.indicator_code
    ) as parts
from in_force
inner join indicators
    on in_force.indicator_code = coalesce(indicators.part_of, indicators.indicator_code)
