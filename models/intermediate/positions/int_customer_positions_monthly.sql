-- What each customer had in each month, with unknown told apart from nothing: a feed the bank does
-- not deliver and accounts never seen in a snapshot are unknown, everything else absent is zero.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

delivered_feeds as (
    select * from {{ ref('int_delivered_feeds') }}
),

unseen_depositors as (
    select * from {{ ref('int_unseen_depositors') }}
),

deposits as (
    select * from {{ ref('int_customer_deposits_monthly') }}
),

wealth as (
    select * from {{ ref('int_customer_wealth_monthly') }}
),

loans as (
    select * from {{ ref('int_customer_loans_monthly') }}
),

instalments as (
    select * from {{ ref('int_customer_instalments_monthly') }}
)

select
    customer_months.customer_key,
    customer_months.month_end,
    case
        when unseen_depositors.customer_key is null then coalesce(deposits.deposit_daily_avg, 0)
    end as deposit_daily_avg,
    case
        when unseen_depositors.customer_key is null
            then coalesce(deposits.core_deposit_daily_avg, 0)
    end as core_deposit_daily_avg,
    case
        when unseen_depositors.customer_key is null then coalesce(deposits.demand_daily_avg, 0)
    end as demand_daily_avg,
    case
        when delivered_feeds.has_wealth then coalesce(wealth.investment_daily_avg, 0)
    end as investment_daily_avg,
    case
        when delivered_feeds.has_loans then coalesce(loans.loan_daily_avg, 0)
    end as loan_daily_avg,
    case
        when delivered_feeds.has_loans then coalesce(loans.performing_daily_avg, 0)
    end as performing_loan_daily_avg,
    case
        when delivered_feeds.has_instalments then coalesce(instalments.instalment_balance, 0)
    end as instalment_balance
from customer_months
cross join delivered_feeds
left join unseen_depositors
    on customer_months.customer_key = unseen_depositors.customer_key
left join deposits
    on
        customer_months.customer_key = deposits.customer_key
        and customer_months.month_end = deposits.month_end
left join wealth
    on
        customer_months.customer_key = wealth.customer_key
        and customer_months.month_end = wealth.month_end
left join loans
    on
        customer_months.customer_key = loans.customer_key
        and customer_months.month_end = loans.month_end
left join instalments
    on
        customer_months.customer_key = instalments.customer_key
        and customer_months.month_end = instalments.month_end
