-- One row that says which feeds the bank delivers at all: what is absent is unknown, not zero.
with batches as (
    select distinct feed from {{ ref('stg_landing__batches') }}
    where status = 'LANDED'
)

select
    count(case when feed = 'core_wealth_position_daily' then 1 end) > 0 as has_wealth,
    count(case when feed = 'loan_balance_daily' then 1 end) > 0 as has_loans,
    count(case when feed = 'card_transaction' then 1 end) > 0 as has_card_transactions,
    count(case when feed = 'card_instalment_plan' then 1 end) > 0 as has_instalments,
    count(case when feed in ('core_transaction', 'card_transaction', 'ebk_transaction') then 1 end)
    > 0 as has_transactions,
    count(case when feed = 'core_transaction' then 1 end) > 0 as has_core_transactions,
    count(case when feed = 'ebk_session' then 1 end) > 0 as has_sessions
from batches
