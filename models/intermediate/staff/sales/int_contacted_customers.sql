-- Customers whom a person reached in a month, each once, on the day of the first such contact. A
-- contact without a result, or one nobody answered, reached nobody; colleagues do not count.
with contacts as (
    select * from {{ ref('stg_crm__contacts') }}
    where is_current_version and result_code is not null and staff_id is not null
),

contact_results as (
    select * from {{ ref('contact_result') }}
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'crm'
),

own_accounts as (
    select * from {{ ref('int_own_accounts') }}
)

select
    contacts.staff_id,
    coalesce(customer_sources.customer_key, contacts.crm_customer_id) as customer_key,
    {{ month_end('contacts.contacted_at') }} as month_end,
    cast(min(contacts.contacted_at) as date) as work_date
from contacts
left join contact_results
    on
        contacts.result_code = contact_results.result_code
        and cast(contacts.contacted_at as date) >= contact_results.valid_from
        and (
            cast(contacts.contacted_at as date) < contact_results.valid_to
            or contact_results.valid_to is null
        )
left join customer_sources
    on contacts.crm_customer_id = customer_sources.source_customer_id
left join own_accounts
    on customer_sources.customer_key = own_accounts.customer_key
where coalesce(contact_results.is_effective, true) and own_accounts.customer_key is null
group by 1, 2, 3
