-- What third parties tell of a customer's spending, where the identifier was hashed with the key
-- agreed with them and the customer consented in the month the data is of. Nothing without that key.
with consumption_months as (
    select * from {{ ref('stg_external__consumption_months') }}
    where is_current_version
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
    where has_valid_resident_id
),

bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where valid_to is null
),

third_party_consents as (
    select * from {{ ref('int_third_party_consents') }}
),

-- A number that two customers carry says nothing of either.
holders as (
    select
        source_customers.resident_id,
        min(bridge_customer_source.customer_key) as customer_key
    from source_customers
    inner join bridge_customer_source
        on
            source_customers.source_system = bridge_customer_source.source_system
            and source_customers.source_customer_id = bridge_customer_source.source_customer_id
    group by 1
    having count(distinct bridge_customer_source.customer_key) = 1
),

hashed as (
    select
        holders.customer_key,
        {{ sha256_hex("concat(key_file.secret, '|', holders.resident_id)") }} as id_hash
    from holders
    cross join {{ provider_key() }} as key_file
    where key_file.secret is not null
)

select distinct
    hashed.customer_key,
    consumption_months.data_month,
    consumption_months.platform,
    consumption_months.amount_band
from consumption_months
inner join hashed
    on lower(consumption_months.id_hash) = hashed.id_hash
inner join third_party_consents
    on
        hashed.customer_key = third_party_consents.customer_key
        and consumption_months.data_month >= third_party_consents.valid_from
        and consumption_months.data_month
        < coalesce(third_party_consents.valid_to, date '9999-12-31')
