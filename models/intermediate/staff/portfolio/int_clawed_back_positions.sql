-- Wealth positions at a month's end that an employee sold and that were given up soon after: they
-- are the customer's, and cover nothing.
with wealth_orders as (
    select
        core_customer_no,
        product_code,
        side,
        seller_staff_id,
        coalesce(confirm_date, cast(applied_at as date)) as order_date
    from {{ ref('stg_core__wealth_orders') }}
    where not is_rejected and is_current_version and order_status = 'CONFIRMED'
),

wealth_months as (
    select * from {{ ref('int_wealth_months') }}
    where last_market_value > 0
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
    where feed = 'core_wealth_position_daily'
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

held as (
    select
        wealth_months.core_customer_no,
        wealth_months.product_code,
        wealth_months.month_end
    from wealth_months
    inner join snapshot_months
        on
            wealth_months.month_end = snapshot_months.month_end
            and wealth_months.last_position_date = snapshot_months.last_snapshot_date
),

sold_and_redeemed as (
    select distinct
        sales.core_customer_no,
        sales.product_code,
        {{ month_end('sales.order_date') }} as sold_month_end,
        {{ add_days(month_start('sales.order_date'), -1) }} as month_end_before,
        {{ month_end('redemptions.order_date') }} as redeemed_month_end
    from wealth_orders as sales
    inner join rules
        on {{ month_end('sales.order_date') }} = rules.month_end
    inner join wealth_orders as redemptions
        on
            sales.core_customer_no = redemptions.core_customer_no
            and sales.product_code = redemptions.product_code
            and redemptions.side = 'RED'
            and sales.order_date <= redemptions.order_date
            and {{ days_between('sales.order_date', 'redemptions.order_date') }}
            <= rules.clawback_days
    where sales.side in ('SUB', 'PUR') and sales.seller_staff_id is not null
),

-- Given up is what isn't there any more at the end of that month; what was held before the sale is
-- not undone by adding to it.
given_up as (
    select sold_and_redeemed.*
    from sold_and_redeemed
    left join held as left_over
        on
            sold_and_redeemed.core_customer_no = left_over.core_customer_no
            and sold_and_redeemed.product_code = left_over.product_code
            and sold_and_redeemed.redeemed_month_end = left_over.month_end
    left join held as held_before
        on
            sold_and_redeemed.core_customer_no = held_before.core_customer_no
            and sold_and_redeemed.product_code = held_before.product_code
            and sold_and_redeemed.month_end_before = held_before.month_end
    where left_over.month_end is null and held_before.month_end is null
)

select distinct
    held.core_customer_no,
    held.product_code,
    held.month_end
from held
inner join given_up
    on
        held.core_customer_no = given_up.core_customer_no
        and held.product_code = given_up.product_code
        and held.month_end >= given_up.sold_month_end
        and held.month_end < given_up.redeemed_month_end
