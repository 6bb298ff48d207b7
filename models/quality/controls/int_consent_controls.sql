-- Whether everybody who was reached had agreed to it on that day, by that channel (R-26): the newest
-- word of a CRM number per channel counts. Numbers that are nobody's and touches without a time are
-- broken rules already.
with touches as (
    select * from {{ ref('stg_marketing__touches') }}
    where is_current_version and sent_at is not null
),

crm_customers as (
    select * from {{ ref('stg_crm__customers') }}
    where is_current_version
),

consents as (
    select * from {{ ref('stg_crm__consents') }}
    where is_current_version and purpose = 'MARKETING'
),

words as (
    select
        crm_customer_id,
        channel_code,
        valid_from,
        valid_to,
        coalesce(is_granted, false) as is_granted,
        lead(valid_from) over (
            partition by crm_customer_id, channel_code order by valid_from
        ) as next_word_from
    from consents
),

reached as (
    select
        touches.touch_id,
        max(case when words.is_granted then 1 else 0 end) as is_agreed
    from touches
    inner join crm_customers
        on touches.crm_customer_id = crm_customers.crm_customer_id
    left join words
        on
            touches.crm_customer_id = words.crm_customer_id
            and words.channel_code in (touches.channel_code, 'ALL')
            and cast(touches.sent_at as date) >= words.valid_from
            and cast(touches.sent_at as date) < coalesce(words.next_word_from, date '9999-12-31')
            and cast(touches.sent_at as date) < coalesce(words.valid_to, date '9999-12-31')
    group by touches.touch_id
)

select
    'R-26' as control_id,
    count(*) as left_value,
    sum(is_agreed) as right_value,
    count(*) - sum(is_agreed) as difference
from reached
having count(*) > 0
