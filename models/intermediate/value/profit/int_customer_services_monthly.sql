-- What customers had done for them per month, group of channels and business type, and its cost,
-- each transaction once: core's, posted card ones and investment orders.
with account_services as (
    select * from {{ ref('int_account_services_monthly') }}
),

card_services as (
    select * from {{ ref('int_card_services_monthly') }}
),

order_services as (
    select * from {{ ref('int_order_services_monthly') }}
),

account_owners as (
    select * from {{ ref('int_account_owners') }}
    where holder_role = 'PRIMARY'
),

card_holders as (
    select * from {{ ref('int_card_holders') }}
),

channels as (
    select * from {{ ref('channel') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system in ('core', 'card')
),

services as (
    select
        'core' as source_system,
        account_owners.core_customer_no as source_customer_id,
        'core_transaction' as feed,
        account_services.channel_code,
        account_services.business_type,
        account_services.month_end,
        account_services.transactions,
        account_services.amount_cny,
        account_services.base_cost
    from account_services
    left join account_owners
        on
            account_services.account_no = account_owners.account_no
            and account_services.last_event_date >= account_owners.valid_from
            and account_services.last_event_date
            < coalesce(account_owners.valid_to, date '9999-12-31')

    union all

    select
        'card' as source_system,
        card_holders.user_card_customer_no as source_customer_id,
        'card_transaction' as feed,
        card_services.channel_code,
        card_services.business_type,
        card_services.month_end,
        card_services.transactions,
        card_services.amount_cny,
        card_services.base_cost
    from card_services
    left join card_holders
        on card_services.card_no = card_holders.card_no

    union all

    select
        'core' as source_system,
        core_customer_no as source_customer_id,
        'core_wealth_order' as feed,
        channel_code,
        'INVESTMENT' as business_type,
        month_end,
        transactions,
        amount_cny,
        base_cost
    from order_services
)

select
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    services.month_end,
    coalesce(channels.channel_group, 'UNMAPPED') as channel_group,
    services.business_type,
    cast(sum(services.transactions) as bigint) as transactions,
    cast(sum(services.amount_cny) as decimal(38, 8)) as amount_cny,
    cast(sum(services.base_cost) as decimal(38, 8)) as base_cost
from services
left join channels
    on
        services.feed = channels.feed
        and services.channel_code = channels.channel_code
left join customer_sources
    on
        services.source_system = customer_sources.source_system
        and services.source_customer_id = customer_sources.source_customer_id
group by 1, 2, 3, 4
