-- Totals of the last days and of every closed month, small enough to be kept after each
-- publication: what the next build says of the same day is a restatement.
with run_context as (
    select
        as_of_date,
        {{ add_days('as_of_date', '-cast(' ~ parameter('published_days') ~ ' as integer)') }}
            as kept_after
    from {{ ref('stg_landing__run_context') }}
),

days as (
    select
        concat('DEPOSITS_', coalesce(currency_code, 'UNKNOWN')) as measure,
        balance_date as total_date,
        account_total as value
    from {{ ref('int_deposit_totals_daily') }}

    union all

    select
        concat('LOANS_', coalesce(currency_code, 'UNKNOWN')) as measure,
        balance_date as total_date,
        principal_total as value
    from {{ ref('int_loan_totals_daily') }}

    union all

    select
        concat('WEALTH_', coalesce(currency_code, 'UNKNOWN')) as measure,
        position_date as total_date,
        market_total as value
    from {{ ref('int_wealth_totals_daily') }}

    union all

    select
        'ACCOUNT_TRANSACTIONS' as measure,
        event_date as total_date,
        transactions as value
    from {{ ref('int_account_transactions_daily') }}

    union all

    select
        'CARD_TRANSACTIONS' as measure,
        event_date as total_date,
        transactions as value
    from {{ ref('int_card_transactions_daily') }}
),

months as (
    select
        *,
        month_end as total_date
    from {{ ref('fct_customer_month') }}
    where not is_month_to_date
),

totals as (
    select
        days.measure,
        days.total_date,
        sum(days.value) as value
    from days
    cross join run_context
    where days.total_date > run_context.kept_after and days.total_date <= run_context.as_of_date
    group by days.measure, days.total_date

    union all

    select
        'MONTH_CUSTOMERS' as measure,
        total_date,
        count(*) as value
    from months
    group by total_date

    union all

    select
        'MONTH_ASSETS' as measure,
        total_date,
        sum(aum_daily_avg) as value
    from months
    group by total_date

    union all

    select
        'MONTH_DEPOSITS' as measure,
        total_date,
        sum(deposit_daily_avg) as value
    from months
    group by total_date

    union all

    select
        'MONTH_LOANS' as measure,
        total_date,
        sum(loan_daily_avg) as value
    from months
    group by total_date

    union all

    select
        concat('MONTH_TIER_', coalesce(tier, 'UNKNOWN')) as measure,
        total_date,
        count(*) as value
    from months
    group by concat('MONTH_TIER_', coalesce(tier, 'UNKNOWN')), total_date
)

select
    cast(measure as varchar(40)) as measure,
    total_date,
    cast(value as decimal(24, 2)) as value
from totals
where value is not null
