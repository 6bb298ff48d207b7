-- Uplift of an owner's customers, alone and beyond what the bank's customers of the same tiers
-- gained: a rising market doesn't pay everybody. Nothing at the base makes no rate.
with uplift_sums as (
    select * from {{ ref('int_uplift_sums') }}
),

amounts as (
    {% for measure in ['AUM', 'MOVEMENT', 'MOBILE', 'UPGRADE'] %}
        select
            owner_type,
            owner_id,
            month_end,
            base_tier,
            'CU_{{ measure }}' as indicator_code,
            {% if measure == 'UPGRADE' %}
                tiered_customers as customers,
                cast(tiered_customers as decimal(28, 10)) as base_amount,
                cast(net_upgrades as decimal(28, 10)) as gain_amount
            {% else %}
                {{ measure | lower }}_customers as customers,
                {{ measure | lower }}_base as base_amount,
                {{ measure | lower }}_gain as gain_amount
            {% endif %}
        from uplift_sums
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

bank_rates as (
    select
        month_end,
        base_tier,
        indicator_code,
        cast(sum(gain_amount) as double) / nullif(cast(sum(base_amount) as double), 0) as rate
    from amounts
    where owner_type = 'STAFF'
    group by month_end, base_tier, indicator_code
),

expected as (
    select
        amounts.*,
        -- A tier without any base in the bank has no rate, and nothing is expected of it.
        cast(
            coalesce(cast(amounts.base_amount as double) * bank_rates.rate, 0)
            as decimal(28, 10)
        ) as expected_gain
    from amounts
    left join bank_rates
        on
            amounts.month_end = bank_rates.month_end
            and amounts.base_tier = bank_rates.base_tier
            and amounts.indicator_code = bank_rates.indicator_code
),

totals as (
    select
        owner_type,
        owner_id,
        month_end,
        indicator_code,
        cast(sum(customers) as integer) as customers,
        cast(sum(base_amount) as double) as base_amount,
        cast(sum(gain_amount) as double) as gain_amount,
        cast(sum(expected_gain) as double) as expected_gain
    from expected
    group by owner_type, owner_id, month_end, indicator_code
)

select
    owner_type,
    owner_id,
    month_end,
    indicator_code,
    customers,
    cast(gain_amount / nullif(base_amount, 0) as decimal(28, 10)) as raw_actual,
    cast(expected_gain / nullif(base_amount, 0) as decimal(28, 10)) as expected_rate,
    cast((gain_amount - expected_gain) / nullif(base_amount, 0) as decimal(28, 10)) as actual
from totals
