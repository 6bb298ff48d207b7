-- Targets with the days they are for. A target told for a period that cannot be read has none.
with targets as (
    select * from {{ ref('stg_hr__targets') }}
    where is_current_version
),

begun as (
    select
        targets.*,
        case period_type when 'M' then 1 when 'Q' then 2 when 'Y' then 3 end as period_rank,
        case period_type when 'M' then 0 when 'Q' then 2 when 'Y' then 11 end as further_months,
        try_cast(case
            when period_type = 'M' then concat(period, '-01')
            when period_type = 'Q'
                then concat(
                    substring(period, 1, 4),
                    case right(period, 1)
                        when '1' then '-01-01'
                        when '2' then '-04-01'
                        when '3' then '-07-01'
                        when '4' then '-10-01'
                    end
                )
            when period_type = 'Y' then concat(period, '-01-01')
        end as date) as period_start
    from targets
)

select
    target_id,
    owner_level,
    owner_id,
    indicator_code,
    period_rank,
    period_start,
    {{ month_end(add_months('period_start', 'further_months')) }} as period_end,
    target_value,
    target_version,
    approved_at
from begun
where period_start is not null
