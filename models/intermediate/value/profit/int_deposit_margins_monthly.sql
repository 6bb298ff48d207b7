-- What a customer's deposits earn the bank in a month: average balance x spread x days / 365.
with deposit_months as (
    select * from {{ ref('int_deposit_months') }}
    where balance_day_sum_cny > 0
),

months as (
    select * from {{ ref('int_months') }}
),

account_spreads as (
    select * from {{ ref('int_deposit_lot_spreads') }}
    where sub_account_no is null
),

spreads_monthly as (
    select * from {{ ref('int_deposit_spreads_monthly') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

averaged as (
    select
        deposit_months.account_no,
        deposit_months.core_customer_no,
        deposit_months.month_end,
        cast(deposit_months.balance_day_sum_cny / nullif(months.snapshot_days, 0) as decimal(24, 8))
            as daily_average,
        {{ days_between('months.month_start', 'months.window_end') }} + 1 as days_in_month
    from deposit_months
    inner join months
        on deposit_months.month_end = months.month_end
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    averaged.month_end,
    cast(sum(
        averaged.daily_average
        * coalesce(spreads_monthly.deposit_spread, account_spreads.deposit_spread)
        * averaged.days_in_month
    ) / 365 as decimal(38, 8)) as deposit_margin
from averaged
left join spreads_monthly
    on
        averaged.account_no = spreads_monthly.account_no
        and averaged.month_end = spreads_monthly.month_end
left join account_spreads
    on averaged.account_no = account_spreads.account_no
left join customer_sources
    on averaged.core_customer_no = customer_sources.source_customer_id
group by 1, 2
