-- Keys that one batch of a feed brings more than once: the last row stands. The large feeds are
-- left out; their versions are told apart where they are used.
with judged_rows as (
    select * from {{ ref('int_judged_rows') }}
    where
        not is_rejected
        and feed not in (
            'core_balance_daily', 'core_wealth_position_daily', 'loan_balance_daily',
            'core_transaction', 'card_transaction', 'ebk_session', 'ebk_transaction',
            'cntr_queue_ticket', 'cntr_business_log', 'cntr_device_txn'
        )
),

numbered as (
    select
        judged_rows.*,
        count(*) over (partition by feed, batch_date, record_key) as times_delivered
    from judged_rows
)

select
    concat(feed, '-04') as rule_id,
    record_key,
    batch_date,
    src_file,
    src_row_no
from numbered
where times_delivered > 1
