-- Card spend of the twelve calendar months that end with each month.
with card_spend as (
    select * from {{ ref('int_customer_card_spend_monthly') }}
),

months as (
    select * from {{ ref('int_months') }}
)

select
    card_spend.customer_key,
    months.month_end,
    cast(sum(card_spend.card_spend_cny) as decimal(38, 8)) as card_spend_12m
from card_spend
inner join months
    on
        card_spend.month_end <= months.month_end
        and card_spend.month_end > {{ month_end(add_months('months.month_end', -12)) }}
group by 1, 2
