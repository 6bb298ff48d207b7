{{ partitioned_by('month_end', 'int_wealth_month_versions') }}

-- Day sums of a month per core customer and product.
with wealth_positions as (
    select * from {{ ref('int_wealth_positions_daily') }}
    where {{ in_touched('month_end') }}
)

select
    month_end,
    core_customer_no,
    product_code,
    wealth_category,
    currency_code,
    count(*) as days_present,
    count(market_value_cny) as days_valued,
    cast(sum(market_value_cny) as decimal(38, 8)) as value_day_sum_cny,
    max(position_date) as last_position_date,
    cast(max_by(market_value, position_date) as decimal(18, 2)) as last_market_value,
    cast(max_by(market_value_cny, position_date) as decimal(38, 8)) as last_market_value_cny
from wealth_positions
group by month_end, core_customer_no, product_code, wealth_category, currency_code
