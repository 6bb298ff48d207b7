-- Coverage groups a customer holds in a month by nothing but what an employee sold and the customer
-- gave up soon after: wealth positions redeemed, credit cards cancelled.
with clawed_back_positions as (
    select * from {{ ref('int_clawed_back_positions') }}
),

wealth_months as (
    select * from {{ ref('int_wealth_months') }}
    where last_market_value > 0
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'core_wealth_position_daily'
),

wealth_categories as (
    select * from {{ ref('wealth_category') }}
),

cards as (
    select * from {{ ref('stg_card__cards') }}
    where is_current_version
),

card_holders as (
    select * from {{ ref('int_card_holders') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
),

positions as (
    select
        customer_sources.customer_key,
        wealth_months.month_end,
        wealth_categories.coverage_group,
        clawed_back_positions.product_code is not null as is_clawed_back
    from wealth_months
    inner join snapshot_months
        on
            wealth_months.month_end = snapshot_months.month_end
            and wealth_months.last_position_date = snapshot_months.last_snapshot_date
    inner join wealth_categories
        on wealth_months.wealth_category = wealth_categories.wealth_category
    inner join customer_sources
        on
            wealth_months.core_customer_no = customer_sources.source_customer_id
            and customer_sources.source_system = 'core'
    left join clawed_back_positions
        on
            wealth_months.core_customer_no = clawed_back_positions.core_customer_no
            and wealth_months.product_code = clawed_back_positions.product_code
            and wealth_months.month_end = clawed_back_positions.month_end
),

-- A cancelled card still counts as in use for a while; beside another one it changes nothing.
credit_cards as (
    select
        customer_sources.customer_key,
        rules.month_end,
        'CREDIT_CARD' as coverage_group,
        cards.promo_staff_id is not null
        and coalesce(
            {{ days_between('cards.issue_date', 'cards.cancel_date') }} <= rules.clawback_days,
            false
        ) as is_clawed_back
    from cards
    inner join card_holders
        on cards.card_no = card_holders.card_no
    inner join customer_sources
        on
            card_holders.user_card_customer_no = customer_sources.source_customer_id
            and customer_sources.source_system = 'card'
    inner join rules
        on cards.issue_date <= rules.month_end
)

select
    customer_key,
    month_end,
    coverage_group
from (
    select * from positions
    union all
    select * from credit_cards
) as holdings
group by customer_key, month_end, coverage_group
having bool_and(is_clawed_back)
