-- What: on every day and in every currency, the balances of customers and of nobody known are the
-- balances of the accounts, to the cent.
-- When it matters: a join that drops or doubles a row makes every later total wrong.
-- How to resolve: look for a source number with two open rows in restricted.bridge_customer_source,
-- or for overlapping intervals in int_account_owners.
with customer_totals as (
    select
        balance_date,
        currency_code,
        sum(balance) as customer_total
    from {{ ref('int_customer_deposits_daily') }}
    group by balance_date, currency_code
),

account_totals as (
    select
        balance_date,
        currency_code,
        sum(account_total) as account_total
    from {{ ref('int_deposit_totals_daily') }}
    group by balance_date, currency_code
)

select
    account_totals.balance_date,
    account_totals.currency_code,
    account_totals.account_total,
    customer_totals.customer_total
from account_totals
left join customer_totals
    on
        account_totals.balance_date = customer_totals.balance_date
        and account_totals.currency_code = customer_totals.currency_code
where customer_totals.customer_total is distinct from account_totals.account_total
