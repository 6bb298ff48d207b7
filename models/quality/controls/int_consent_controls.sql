-- Whether everybody who was reached had agreed to it on that day, by that channel (R-26): the
-- newest word of a CRM number per channel counts. Numbers that are nobody's and touches without a
-- time are broken rules already.
with touches as (
    select
        touch_id,
        crm_customer_id,
        channel_code,
        cast(sent_at as date) as sent_date
    from {{ ref('stg_marketing__touches') }}
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
        coalesce(is_granted, false) as is_granted,
        coalesce(valid_to, date '9999-12-31') as valid_to,
        lead(valid_from, 1, date '9999-12-31') over (
            partition by crm_customer_id, channel_code order by valid_from
        ) as next_word_from
    from consents
),

periods as (
    select
        crm_customer_id,
        channel_code,
        is_granted,
        valid_from,
        case when valid_to < next_word_from then valid_to else next_word_from end as valid_until
    from words
),

words_on_the_day as (
    select
        touches.touch_id,
        max(case
            when periods.is_granted and periods.channel_code in (touches.channel_code, 'ALL')
                then periods.valid_from
        end) as agreed_from,
        max(case
            when not periods.is_granted and periods.channel_code in (touches.channel_code, 'ALL')
                then periods.valid_from
        end) as refused_from
    from touches
    inner join crm_customers
        on touches.crm_customer_id = crm_customers.crm_customer_id
    left join periods
        on
            touches.crm_customer_id = periods.crm_customer_id
            and touches.sent_date >= periods.valid_from
            and touches.sent_date < periods.valid_until
    group by touches.touch_id
),

-- Of a word on the channel and one on all of them the newer counts; on one day, the refusal.
reached as (
    select
        case
            when agreed_from > coalesce(refused_from, date '1900-01-01') then 1
            else 0
        end as is_agreed
    from words_on_the_day
)

select
    'R-26' as control_id,
    count(*) as left_value,
    sum(is_agreed) as right_value,
    count(*) - sum(is_agreed) as difference
from reached
having count(*) > 0
