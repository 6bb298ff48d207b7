-- Customer records of core and cards whose mobile another customer also has: families, or a number
-- that was given to somebody else. It never merges anybody.
with source_customers as (
    select * from {{ ref('int_source_customers') }}
    where mobile is not null
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
),

core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

card_customers as (
    select * from {{ ref('stg_card__customers') }}
    where is_current_version
),

owned as (
    select
        source_customers.source_system,
        source_customers.source_customer_id,
        source_customers.mobile,
        customer_sources.customer_key
    from source_customers
    inner join customer_sources
        on
            source_customers.source_system = customer_sources.source_system
            and source_customers.source_customer_id = customer_sources.source_customer_id
),

shared_mobiles as (
    select mobile
    from owned
    group by mobile
    having count(distinct customer_key) > 1
),

records as (
    select
        owned.source_system,
        owned.source_customer_id
    from owned
    inner join shared_mobiles
        on owned.mobile = shared_mobiles.mobile
)

select
    'core_customer-54' as rule_id,
    core_customers.core_customer_no as record_key,
    core_customers.batch_date,
    core_customers.src_file,
    core_customers.src_row_no
from core_customers
inner join records
    on
        records.source_system = 'core'
        and core_customers.core_customer_no = records.source_customer_id

union all

select
    'card_customer-54' as rule_id,
    card_customers.card_customer_no as record_key,
    card_customers.batch_date,
    card_customers.src_file,
    card_customers.src_row_no
from card_customers
inner join records
    on
        records.source_system = 'card'
        and card_customers.card_customer_no = records.source_customer_id
