-- Customers that get no letter in a month, and the first reason why: they are tier X.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
    where customer_key <> 'UNASSIGNED'
),

customer_attributes as (
    select * from {{ ref('customer_attributes') }}
),

customer_consents as (
    select * from {{ ref('int_customer_consents') }}
    where purpose = 'PROFILING'
),

deaths as (
    select
        customer_key,
        min(valid_from) as deceased_from
    from {{ ref('customer_attribute_history') }}
    where is_deceased
    group by customer_key
),

life_status as (
    select * from {{ ref('int_life_status_monthly') }}
),

consent_feed as (
    select count(*) > 0 as is_delivered from {{ ref('stg_landing__batches') }}
    where feed = 'crm_consent' and status = 'LANDED'
),

judged as (
    select
        customer_months.customer_key,
        customer_months.month_end,
        case
            when customer_attributes.is_test then 'TEST'
            when deaths.deceased_from <= customer_months.window_end then 'DECEASED'
            when life_status.life_status = 'CHURNED' then 'CHURNED'
            when
                {{ age_in_years('customer_attributes.birth_date', 'customer_months.window_end') }}
                < {{ parameter('adult_age') }} then 'MINOR'
            when consent_feed.is_delivered and not coalesce(customer_consents.is_granted, false)
                then 'NO_PROFILING'
        end as exclusion_reason
    from customer_months
    cross join consent_feed
    left join customer_attributes
        on customer_months.customer_key = customer_attributes.customer_key
    left join deaths
        on customer_months.customer_key = deaths.customer_key
    left join customer_consents
        on customer_months.customer_key = customer_consents.customer_key
    left join life_status
        on
            customer_months.customer_key = life_status.customer_key
            and customer_months.month_end = life_status.month_end
)

select * from judged
where exclusion_reason is not null
