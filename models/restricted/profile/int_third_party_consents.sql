-- From when to when a customer agreed to data from third parties, over all its CRM numbers: the
-- newest word per channel counts, and of two of the same day the refusal.
with consents as (
    select * from {{ ref('stg_crm__consents') }}
    where is_current_version and purpose = 'THIRD_PARTY'
),

bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where source_system = 'crm' and valid_to is null
),

words as (
    select
        bridge_customer_source.customer_key,
        consents.channel_code,
        consents.valid_from,
        consents.valid_to,
        coalesce(consents.is_granted, false) as is_granted,
        lead(consents.valid_from) over (
            partition by bridge_customer_source.customer_key, consents.channel_code
            order by consents.valid_from, coalesce(consents.is_granted, false) desc
        ) as next_word_from
    from consents
    inner join bridge_customer_source
        on consents.crm_customer_id = bridge_customer_source.source_customer_id
)

select
    customer_key,
    channel_code,
    valid_from,
    case
        when next_word_from < valid_to then next_word_from
        else coalesce(valid_to, next_word_from)
    end as valid_to
from words
where is_granted and valid_from < coalesce(next_word_from, date '9999-12-31')
