-- Codes in use that no seed maps: transactions and channels of theirs belong to no group, what they
-- say of a customer has no score, and what they say of work at the counter no weight.
with account_transactions as (
    select * from {{ ref('int_account_transactions_daily') }}
),

card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
),

user_transactions as (
    select * from {{ ref('int_user_transactions_daily') }}
),

user_sessions as (
    select * from {{ ref('int_user_sessions_daily') }}
),

transaction_codes as (
    select * from {{ ref('transaction_code') }}
),

channels as (
    select * from {{ ref('channel') }}
),

unscored_codes as (
    select * from {{ ref('int_unscored_codes') }}
),

unmapped_counter_codes as (
    select * from {{ ref('int_unmapped_counter_codes') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

used_channels as (
    select distinct
        'core_transaction' as feed,
        channel_code
    from account_transactions
    union all
    select distinct
        'card_transaction' as feed,
        channel_code
    from card_transactions
    union all
    select distinct
        'ebk_transaction' as feed,
        channel_code
    from user_transactions
    union all
    select distinct
        'ebk_session' as feed,
        channel_code
    from user_sessions
),

used_codes as (
    select distinct transaction_code from account_transactions
)

select
    concat(used_channels.feed, '-55') as rule_id,
    used_channels.channel_code as code,
    run_context.as_of_date as batch_date
from used_channels
cross join run_context
left join channels
    on
        used_channels.feed = channels.feed
        and used_channels.channel_code = channels.channel_code
where channels.feed is null and used_channels.channel_code is not null

union all

select
    'core_transaction-54' as rule_id,
    used_codes.transaction_code as code,
    run_context.as_of_date as batch_date
from used_codes
cross join run_context
left join transaction_codes
    on used_codes.transaction_code = transaction_codes.transaction_code
where transaction_codes.transaction_code is null and used_codes.transaction_code is not null

union all

select
    unscored_codes.rule_id,
    unscored_codes.code,
    run_context.as_of_date as batch_date
from unscored_codes
cross join run_context

union all

select
    unmapped_counter_codes.rule_id,
    unmapped_counter_codes.code,
    run_context.as_of_date as batch_date
from unmapped_counter_codes
cross join run_context
