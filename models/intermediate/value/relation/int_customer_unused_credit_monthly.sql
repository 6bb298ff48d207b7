-- What each customer could still draw on credit cards at each month's end, from accounts that are
-- in order and paid in time.
with card_limits as (
    select * from {{ ref('int_card_limits_monthly') }}
),

card_debts as (
    select * from {{ ref('int_card_debts_monthly') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'card'
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    card_limits.month_end,
    cast(sum(case
        when
            card_limits.is_normal
            and card_debts.days_past_due <= {{ parameter('performing_max_dpd') }}
            and card_limits.limit_amount > card_debts.debt_amount
            then (card_limits.limit_amount - card_debts.debt_amount) * fx_rates.mid_rate
        else 0
    end) as decimal(38, 8)) as unused_credit
from card_limits
inner join card_debts
    on
        card_limits.card_account_no = card_debts.card_account_no
        and card_limits.month_end = card_debts.month_end
left join customer_sources
    on card_limits.card_customer_no = customer_sources.source_customer_id
left join fx_rates
    on
        card_limits.currency_code = fx_rates.currency_code
        and card_limits.window_end = fx_rates.rate_date
group by 1, 2
