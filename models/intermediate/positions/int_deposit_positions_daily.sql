{{ config(materialized='view') }}

-- Each account's balance on each delivered day, split over its owners and told in the reporting
-- currency. A view: everything large reads it by month.
with balances as (
    select * from {{ ref('stg_core__balances') }}
    where not is_rejected
),

snapshot_dates as (
    select * from {{ ref('int_snapshot_dates') }}
    where feed = 'core_balance_daily'
),

accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where is_current_version
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

standing as (
    select
        snapshot_dates.month_end,
        balances.balance_date,
        balances.account_no,
        balances.balance,
        coalesce(accounts.currency_code, run_context.reporting_currency) as currency_code
    from balances
    inner join snapshot_dates
        on
            balances.balance_date = snapshot_dates.snapshot_date
            and balances.batch_date = snapshot_dates.batch_date
    cross join run_context
    left join accounts
        on balances.account_no = accounts.account_no
),

-- An account nobody delivered has no owner row; it stays, without one.
owned as (
    select
        standing.*,
        account_owners.core_customer_no,
        coalesce(account_owners.holder_role, 'PRIMARY') as holder_role,
        coalesce(account_owners.is_shared, false) as is_shared,
        account_owners.share
    from standing
    left join account_owners
        on
            standing.account_no = account_owners.account_no
            and standing.balance_date >= account_owners.valid_from
            and standing.balance_date < coalesce(account_owners.valid_to, date '9999-12-31')
),

-- Joint shares are rounded to the cent and the primary holder gets the rest.
shared as (
    select
        owned.*,
        case
            when holder_role = 'JOINT' then cast(round(balance * share, 2) as decimal(18, 2))
            else cast(balance - coalesce(sum(
                case when holder_role = 'JOINT' then round(balance * share, 2) end
            ) over (partition by account_no, balance_date), 0) as decimal(18, 2))
        end as owner_balance
    from owned
    where is_shared
),

split as (
    select
        month_end,
        balance_date,
        account_no,
        core_customer_no,
        currency_code,
        balance,
        holder_role,
        owner_balance
    from shared

    union all

    select
        month_end,
        balance_date,
        account_no,
        core_customer_no,
        currency_code,
        balance,
        holder_role,
        balance as owner_balance
    from owned
    where not is_shared
)

select
    split.month_end,
    split.balance_date,
    split.account_no,
    split.core_customer_no,
    split.currency_code,
    split.holder_role,
    case when split.holder_role = 'PRIMARY' then split.balance else 0 end as account_balance,
    split.owner_balance,
    split.owner_balance * fx_rates.mid_rate as owner_balance_cny
from split
left join fx_rates
    on
        split.currency_code = fx_rates.currency_code
        and split.balance_date = fx_rates.rate_date
