-- From which tier each customer came into a closed month, and which way that was. Everybody has a
-- row, so that a month's rows add up to the close before and to its own.
with customer_tiers as (
    select * from {{ ref('int_customer_tiers') }}
    where not is_month_to_date
),

merge_events as (
    select distinct
        to_customer_key as customer_key,
        {{ month_end('event_date') }} as month_end
    from {{ ref('customer_merge_events') }}
    where event = 'MERGE'
),

first_months as (
    select min(month_no) as first_month_no from customer_tiers
),

paired as (
    select
        customer_tiers.*,
        first_months.first_month_no,
        previous.tier as from_tier,
        previous.is_current_high as was_current_high,
        previous.is_potential_high as was_potential_high,
        previous.model_version as from_model_version,
        merge_events.customer_key is not null as is_merged
    from customer_tiers
    cross join first_months
    left join customer_tiers as previous
        on
            customer_tiers.customer_key = previous.customer_key
            and customer_tiers.month_no = previous.month_no + 1
    left join merge_events
        on
            customer_tiers.customer_key = merge_events.customer_key
            and customer_tiers.month_end = merge_events.month_end
),

moved as (
    select
        paired.*,
        coalesce(model_version <> from_model_version, false) as is_rebase,
        cast(is_current_high as integer) - cast(was_current_high as integer) as cv_move,
        cast(is_potential_high as integer) - cast(was_potential_high as integer) as pv_move
    from paired
    where month_no > first_month_no
)

select
    customer_key,
    month_end,
    from_tier,
    tier as to_tier,
    is_rebase,
    case when from_tier <> 'X' and tier <> 'X' then cv_move end as cv_move,
    case when from_tier <> 'X' and tier <> 'X' then pv_move end as pv_move,
    case
        when is_rebase then 'REBASE'
        when from_tier = tier then 'SAME'
        when from_tier is null or from_tier = 'X' then 'NEW'
        when tier = 'X' then 'EXIT'
        when is_merged then 'MERGE'
        when cv_move + pv_move > 0 then 'UP'
        when cv_move + pv_move < 0 then 'DOWN'
        else 'LATERAL'
    end as direction,
    -- One word an axis that moved; what brought it about for the current value.
    case
        when is_rebase then concat('MODEL_', model_version)
        when tier = 'X' then exclusion_reason
        when from_tier is null then 'FIRST_MONTH'
        when from_tier = 'X' then 'COUNTED_AGAIN'
        when from_tier = tier then 'NO_MOVE'
        else concat_ws(
            ' ',
            case
                when cv_move > 0 then 'CURRENT_VALUE_UP'
                when cv_move < 0 and months_below >= {{ parameter('tier_down_months') }}
                    then 'CURRENT_VALUE_DOWN'
                when cv_move < 0 then 'CURRENT_VALUE_GATE_LEFT'
            end,
            case when pv_move > 0 then 'POTENTIAL_UP' when pv_move < 0 then 'POTENTIAL_DOWN' end
        )
    end as reason,
    aum_daily_avg
from moved
