-- Transactions that contradict what other rows say: reversals of nothing, cards used after their
-- end, orders whose core entry is missing, users with more sessions than a person has.
with core_transactions as (
    select * from {{ ref('stg_core__transactions') }}
    where not is_rejected
),

core_reversals as (
    select * from core_transactions
    where reversal_flag = 'R'
),

card_transactions as (
    select * from {{ ref('stg_card__transactions') }}
    where not is_rejected
),

ebank_transactions as (
    select * from {{ ref('stg_ebank__transactions') }}
    where not is_rejected
),

sessions as (
    select * from {{ ref('stg_ebank__sessions') }}
    where not is_rejected
),

ended_cards as (
    select * from {{ ref('int_ended_cards') }}
),

robot_days as (
    select
        user_id,
        session_date
    from sessions
    group by user_id, session_date
    having count(*) > {{ parameter('session_max_per_day') }}
)

{{ orphans('core_transaction-52', 'core_reversals', ['transaction_id'],
    'original_transaction_id', 'core_transactions', 'transaction_id') }}
union all
{{ orphans('card_transaction-52', 'card_transactions', ['transaction_id'],
    'original_transaction_id', 'card_transactions', 'transaction_id') }}
union all
{{ orphans('ebk_transaction-51', 'ebank_transactions', ['ebank_transaction_id'],
    'core_transaction_id', 'core_transactions', 'transaction_id') }}
union all
select
    'core_transaction-51' as rule_id,
    core_transactions.transaction_id as record_key,
    core_transactions.batch_date,
    core_transactions.src_file,
    core_transactions.src_row_no
from core_transactions
inner join ended_cards
    on core_transactions.card_no = ended_cards.card_no
where core_transactions.transaction_date > ended_cards.ended_on
union all
select
    'card_transaction-51' as rule_id,
    card_transactions.transaction_id as record_key,
    card_transactions.batch_date,
    card_transactions.src_file,
    card_transactions.src_row_no
from card_transactions
inner join ended_cards
    on card_transactions.card_no = ended_cards.card_no
where
    card_transactions.transaction_date > ended_cards.ended_on
    and card_transactions.transaction_type in ('PUR', 'CASH')
union all
select
    'ebk_session-51' as rule_id,
    sessions.session_id as record_key,
    sessions.batch_date,
    sessions.src_file,
    sessions.src_row_no
from sessions
inner join robot_days
    on
        sessions.user_id = robot_days.user_id
        and sessions.session_date = robot_days.session_date
