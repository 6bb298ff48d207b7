{{ config(materialized='view') }}

-- One row per customer, month and indicator: the value where the bank's feeds allow one, and the
-- same as it is scored. A view: nothing is kept twice.
with customer_indicators as (
    select * from {{ ref('int_customer_indicators') }}
),

patterns as (
    select * from {{ ref('int_knowledge_patterns') }}
),

indicators as (
    select * from {{ ref('indicator') }}
),

availability as (
    select * from {{ ref('int_indicator_availability') }}
),

-- What holds for all indicators of a customer is looked up before there are forty rows of it.
tier_exclusions as (
    select * from {{ ref('int_tier_exclusions') }}
),

looked_up as (
    select
        customer_indicators.*,
        patterns.pattern_id,
        tier_exclusions.exclusion_reason
    from customer_indicators
    inner join patterns
        on customer_indicators.knowledge = patterns.knowledge
    left join tier_exclusions
        on
            customer_indicators.customer_key = tier_exclusions.customer_key
            and customer_indicators.month_end = tier_exclusions.month_end
),

unpivoted as (
    select
        customer_key,
        month_end,
        pattern_id,
        exclusion_reason,
        {{ columns_to_rows(indicator_columns(), 'column_name', 'measured_value') }}
    from looked_up
),

available_indicators as (
    select
        indicators.*,
        coalesce(availability.is_available, false) as is_available
    from indicators
    left join availability
        on indicators.indicator_id = availability.indicator_id
),

available as (
    select
        unpivoted.customer_key,
        unpivoted.month_end,
        unpivoted.pattern_id,
        unpivoted.exclusion_reason,
        available_indicators.indicator_id,
        available_indicators.dimension,
        available_indicators.transform,
        available_indicators.bounds_rule,
        case
            when available_indicators.is_available then unpivoted.measured_value
        end as measured_value
    from unpivoted
    inner join available_indicators
        on upper(unpivoted.column_name) = available_indicators.indicator_id
)

select
    customer_key,
    month_end,
    pattern_id,
    exclusion_reason,
    indicator_id,
    dimension,
    bounds_rule,
    measured_value,
    case
        when transform = 'NONE' or measured_value is null then measured_value
        when transform = 'SIGNED_LOG' then sign(measured_value) * ln(1 + abs(measured_value))
        when measured_value > 0 then ln(1 + measured_value)
        else 0
    end as scaled_value
from available
