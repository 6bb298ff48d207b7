-- Interest of card statements less the funding of the balance that bore it, and late fees. The
-- balance is told by the interest itself: what it is at the card's yearly rate.
with statements as (
    select * from {{ ref('stg_card__statements') }}
    where is_current_version
),

card_accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'card'
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

valued as (
    select
        statements.statement_date,
        statements.interest_amount,
        statements.late_fee,
        card_accounts.card_customer_no,
        case
            when
                coalesce(card_accounts.currency_code, run_context.reporting_currency)
                = run_context.reporting_currency
                then 1
            else fx_rates.mid_rate
        end as mid_rate
    from statements
    cross join run_context
    left join card_accounts
        on statements.card_account_no = card_accounts.card_account_no
    left join fx_rates
        on
            card_accounts.currency_code = fx_rates.currency_code
            and statements.statement_date = fx_rates.rate_date
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    {{ month_end('valued.statement_date') }} as month_end,
    cast(
        sum(valued.interest_amount * valued.mid_rate)
        * (1 - {{ parameter('card_funding_rate') }} / {{ parameter('card_interest_rate') }})
        as decimal(38, 8)
    ) as card_interest_margin,
    cast(sum(valued.late_fee * valued.mid_rate) as decimal(38, 8)) as late_fee_income
from valued
left join customer_sources
    on valued.card_customer_no = customer_sources.source_customer_id
group by 1, 2
