-- Whether owners' shares of a deposit are the account's balance on every day, and customers with
-- nobody known hold the mean deposits and investments of accounts and positions in every month
-- (R-05). The shares are compared by day, the customers by month: a lost owner is lost in both.
with deposit_totals as (
    select * from {{ ref('int_deposit_totals_daily') }}
),

snapshot_months as (
    select * from {{ ref('int_snapshot_months') }}
),

shared as (
    select sum(abs(owner_total - account_total)) as difference from deposit_totals
),

both_sides as (
    select
        month_end,
        'deposits' as kind,
        cast(deposit_daily_avg as decimal(38, 8)) as owned,
        cast(0 as decimal(38, 8)) as held
    from {{ ref('int_customer_deposits_monthly') }}

    union all

    select
        deposit_months.month_end,
        'deposits' as kind,
        cast(0 as decimal(38, 8)) as owned,
        cast(
            sum(deposit_months.balance_day_sum_cny) / max(snapshot_months.snapshot_days)
            as decimal(38, 8)
        ) as held
    from {{ ref('int_deposit_months') }} as deposit_months
    inner join snapshot_months
        on deposit_months.month_end = snapshot_months.month_end
    where snapshot_months.feed = 'core_balance_daily'
    group by deposit_months.month_end

    union all

    select
        month_end,
        'investments' as kind,
        cast(investment_daily_avg as decimal(38, 8)) as owned,
        cast(0 as decimal(38, 8)) as held
    from {{ ref('int_customer_wealth_monthly') }}

    union all

    select
        wealth_months.month_end,
        'investments' as kind,
        cast(0 as decimal(38, 8)) as owned,
        cast(
            sum(wealth_months.value_day_sum_cny) / max(snapshot_months.snapshot_days)
            as decimal(38, 8)
        ) as held
    from {{ ref('int_wealth_months') }} as wealth_months
    inner join {{ ref('wealth_category') }} as wealth_categories
        on wealth_months.wealth_category = wealth_categories.wealth_category
    inner join snapshot_months
        on wealth_months.month_end = snapshot_months.month_end
    where snapshot_months.feed = 'core_wealth_position_daily' and wealth_categories.is_in_aum
    group by wealth_months.month_end
),

months as (
    select
        month_end,
        kind,
        sum(owned) as owned,
        sum(held) as held
    from both_sides
    group by month_end, kind
),

compared as (
    select
        sum(owned) as owned,
        sum(held) as held,
        max(abs(coalesce(owned, 0) - coalesce(held, 0))) as widest_gap
    from months
)

select
    'R-05' as control_id,
    cast(compared.owned as decimal(38, 4)) as left_value,
    cast(compared.held as decimal(38, 4)) as right_value,
    cast(compared.widest_gap + coalesce(shared.difference, 0) as decimal(38, 4)) as difference
from compared
cross join shared
