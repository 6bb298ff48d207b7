{{ config(materialized='view') }}

-- Each account's balance on each delivered day, split over its owners and told in the reporting
-- currency. A view: everything large reads it by month.
with fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

-- Joint shares are rounded to the cent and the primary holder gets the rest.
shared as (
    select
        month_end,
        balance_date,
        account_no,
        core_customer_no,
        currency_code,
        balance,
        holder_role,
        case
            when holder_role = 'JOINT' then cast(round(balance * share, 2) as decimal(18, 2))
            else cast(balance - coalesce(sum(
                case when holder_role = 'JOINT' then round(balance * share, 2) end
            ) over (partition by account_no, balance_date), 0) as decimal(18, 2))
        end as owner_balance
    from {{ ref('int_owned_balances_daily') }}
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
    from {{ ref('int_owned_balances_daily') }}
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
