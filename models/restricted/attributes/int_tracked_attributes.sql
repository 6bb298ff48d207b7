-- What sources said of the attributes whose history is kept, from when to when. What the first
-- delivery brought holds for the time before it too: nothing else is known of that time.
with core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where not is_rejected
),

bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where valid_to is null
),

profile_updates as (
    select * from {{ ref('int_profile_updates') }}
),

deliveries as (
    select core_customers.*
    from core_customers
    qualify row_number() over (
        partition by core_customer_no, batch_date
        order by source_updated_at desc nulls last, src_file desc, src_row_no desc
    ) = 1
)

select
    bridge_customer_source.customer_key,
    case when deliveries.customer_status = 'M' then 4 else 3 end as precedence,
    deliveries.source_updated_at as updated_at,
    deliveries.core_customer_no as source_id,
    case
        when
            deliveries.batch_date > min(deliveries.batch_date) over (
                partition by bridge_customer_source.customer_key
            )
            then deliveries.batch_date
        else date '1900-01-01'
    end as valid_from,
    lead(deliveries.batch_date) over (
        partition by deliveries.core_customer_no order by deliveries.batch_date
    ) as valid_to,
    deliveries.occupation_code,
    deliveries.education_code,
    deliveries.marital_code,
    deliveries.open_branch as home_branch_code,
    deliveries.customer_status = 'D' as is_deceased
from deliveries
inner join bridge_customer_source
    on
        bridge_customer_source.source_system = 'core'
        and deliveries.core_customer_no = bridge_customer_source.source_customer_id

union all

select
    customer_key,
    precedence,
    updated_at,
    update_id as source_id,
    cast(updated_at as date) as valid_from,
    cast(null as date) as valid_to,
    occupation_code,
    education_code,
    marital_code,
    cast(null as varchar(20)) as home_branch_code,
    cast(null as boolean) as is_deceased
from profile_updates
where coalesce(occupation_code, education_code, marital_code) is not null
