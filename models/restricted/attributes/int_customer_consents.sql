-- Whether a customer agrees to a purpose on the as-of date, over all its CRM numbers: the newest
-- word per channel counts, and of two of the same day the refusal.
with consents as (
    select * from {{ ref('stg_crm__consents') }}
    where is_current_version
),

bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where source_system = 'crm' and valid_to is null
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

latest as (
    select
        bridge_customer_source.customer_key,
        consents.purpose,
        consents.channel_code,
        consents.is_granted
        and coalesce(consents.valid_to > run_context.as_of_date, true) as is_granted
    from consents
    inner join bridge_customer_source
        on consents.crm_customer_id = bridge_customer_source.source_customer_id
    cross join run_context
    where consents.valid_from <= run_context.as_of_date
    qualify row_number() over (
        partition by bridge_customer_source.customer_key, consents.purpose, consents.channel_code
        order by consents.valid_from desc, consents.is_granted asc nulls last
    ) = 1
)

select
    customer_key,
    purpose,
    coalesce(bool_or(is_granted), false) as is_granted
from latest
group by customer_key, purpose
