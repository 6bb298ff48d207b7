-- Customer-initiated financial transactions per customer, day and group of channels, each counted
-- once: core's, posted card ones, and e-banking ones that core does not book. What runs in a batch
-- nobody did, and a loan application moves no money.
with account_transactions as (
    select * from {{ ref('int_account_transactions_daily') }}
),

card_transactions as (
    select * from {{ ref('int_card_transactions_daily') }}
),

user_transactions as (
    select * from {{ ref('int_user_transactions_daily') }}
),

user_transactions_without_core as (
    select * from {{ ref('int_user_transactions_without_core') }}
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
    where holder_role = 'PRIMARY'
),

card_holders as (
    select * from {{ ref('int_card_holders') }}
),

transaction_codes as (
    select * from {{ ref('transaction_code') }}
),

channels as (
    select * from {{ ref('channel') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
),

core_activity as (
    select
        'core' as source_system,
        account_owners.core_customer_no as source_customer_id,
        account_transactions.event_date,
        'core_transaction' as feed,
        account_transactions.channel_code,
        account_transactions.transactions
    from account_transactions
    inner join transaction_codes
        on account_transactions.transaction_code = transaction_codes.transaction_code
    left join account_owners
        on
            account_transactions.account_no = account_owners.account_no
            and account_transactions.event_date >= account_owners.valid_from
            and account_transactions.event_date
            < coalesce(account_owners.valid_to, date '9999-12-31')
    where transaction_codes.is_customer_initiated and transaction_codes.is_financial
),

card_activity as (
    select
        'card' as source_system,
        card_holders.user_card_customer_no as source_customer_id,
        card_transactions.event_date,
        'card_transaction' as feed,
        card_transactions.channel_code,
        card_transactions.transactions
    from card_transactions
    left join card_holders
        on card_transactions.card_no = card_holders.card_no
    where
        card_transactions.transaction_type in ('PUR', 'CASH', 'PAY')
        and card_transactions.posting_date is not null
),

ebank_activity as (
    select
        'ebank' as source_system,
        user_id as source_customer_id,
        event_date,
        'ebk_transaction' as feed,
        channel_code,
        transactions
    from user_transactions
    where
        not is_booked_by_core
        and transaction_status = 'SUCCESS'
        and transaction_type <> 'LOAN_APPLY'

    union all

    select
        'ebank' as source_system,
        user_id as source_customer_id,
        event_date,
        'ebk_transaction' as feed,
        channel_code,
        transactions
    from user_transactions_without_core
    where transaction_status = 'SUCCESS' and transaction_type <> 'LOAN_APPLY'
),

activity as (
    select * from core_activity
    union all
    select * from card_activity
    union all
    select * from ebank_activity
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    activity.event_date,
    channels.channel_group,
    cast(sum(activity.transactions) as bigint) as transactions
from activity
left join channels
    on
        activity.feed = channels.feed
        and activity.channel_code = channels.channel_code
left join customer_sources
    on
        activity.source_system = customer_sources.source_system
        and activity.source_customer_id = customer_sources.source_customer_id
where coalesce(channels.channel_group, 'UNKNOWN') <> 'BATCH'
group by 1, 2, 3
