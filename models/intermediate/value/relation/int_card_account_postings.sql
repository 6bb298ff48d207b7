-- What was posted to each card account on each day, as its debt moved: purchases, cash, fees and
-- interest raise it, repayments and refunds lower it, adjustments carry their own sign.
with card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
    where posting_date is not null
),

card_holders as (
    select * from {{ ref('int_card_holders') }}
)

select
    card_holders.card_account_no,
    card_transactions.posting_date,
    cast(sum(
        case when card_transactions.transaction_type in ('PAY', 'REFUND') then -1 else 1 end
        * card_transactions.billing_amount
    ) as decimal(38, 2)) as debt_change
from card_transactions
inner join card_holders
    on card_transactions.card_no = card_holders.card_no
group by 1, 2
