-- The customer as it stands, without personal data: a row for each customer and one for
-- `UNASSIGNED`, to whom belongs what belongs to nobody known. The life status is the newest
-- month's.
with customer_attributes as (
    select * from {{ ref('customer_attributes') }}
),

customer_attribute_history as (
    select * from {{ ref('customer_attribute_history') }}
    where valid_to is null
),

customer_consents as (
    select * from {{ ref('int_customer_consents') }}
),

customer_review_queue as (
    select * from {{ ref('customer_review_queue') }}
),

life_status as (
    select
        customer_key,
        life_status
    from {{ ref('int_life_status_monthly') }}
    qualify row_number() over (partition by customer_key order by month_end desc) = 1
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

consent_batches as (
    select count(*) > 0 as are_delivered
    from {{ ref('stg_landing__batches') }}
    where feed = 'crm_consent' and status = 'LANDED'
),

reviewed as (
    select left_customer_key as customer_key from customer_review_queue
    union
    select right_customer_key as customer_key from customer_review_queue
),

described as (
    select
        customer_attributes.*,
        {{ age_in_years('customer_attributes.birth_date', 'run_context.as_of_date') }} as age,
        customer_attribute_history.primary_staff_id,
        life_status.life_status,
        coalesce(marketing.is_granted, false) as has_marketing_consent,
        -- Nobody was asked where the feed is absent: unknown, and scored like everyone.
        case when consent_batches.are_delivered then coalesce(profiling.is_granted, false) end
            as can_profile,
        reviewed.customer_key is not null as is_identity_under_review
    from customer_attributes
    cross join run_context
    cross join consent_batches
    left join customer_attribute_history
        on customer_attributes.customer_key = customer_attribute_history.customer_key
    left join life_status
        on customer_attributes.customer_key = life_status.customer_key
    left join customer_consents as marketing
        on
            customer_attributes.customer_key = marketing.customer_key
            and marketing.purpose = 'MARKETING'
    left join customer_consents as profiling
        on
            customer_attributes.customer_key = profiling.customer_key
            and profiling.purpose = 'PROFILING'
    left join reviewed
        on customer_attributes.customer_key = reviewed.customer_key
)

select
    cast(customer_key as varchar(64)) as customer_key,
    customer_since,
    age,
    cast(gender as varchar(1)) as gender,
    cast(occupation_code as varchar(10)) as occupation_code,
    cast(home_branch_code as varchar(20)) as home_branch_code,
    cast(primary_staff_id as varchar(20)) as primary_staff_id,
    cast(life_status as varchar(10)) as life_status,
    has_marketing_consent and not is_deceased and not is_test and coalesce(not is_minor, false)
        as can_market,
    can_profile,
    source_system_count,
    is_identity_under_review,
    is_minor,
    is_deceased,
    is_staff,
    is_test
from described

union all

select
    'UNASSIGNED' as customer_key,
    cast(null as date) as customer_since,
    cast(null as integer) as age,
    cast(null as varchar(1)) as gender,
    cast(null as varchar(10)) as occupation_code,
    cast(null as varchar(20)) as home_branch_code,
    cast(null as varchar(20)) as primary_staff_id,
    cast(null as varchar(10)) as life_status,
    false as can_market,
    false as can_profile,
    0 as source_system_count,
    false as is_identity_under_review,
    cast(null as boolean) as is_minor,
    false as is_deceased,
    false as is_staff,
    false as is_test
