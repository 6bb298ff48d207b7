-- The attributes of a customer whose changes are kept, from when to when. The first version reaches
-- back to the start of the relation, flagged where that lies before the first batch.
with customer_attribute_history as (
    select * from {{ ref('customer_attribute_history') }}
)

select
    cast(customer_key as varchar(64)) as customer_key,
    valid_from,
    valid_to,
    valid_to is null as is_current,
    is_carried_back,
    cast(occupation_code as varchar(10)) as occupation_code,
    cast(education_code as varchar(10)) as education_code,
    cast(marital_code as varchar(10)) as marital_code,
    cast(home_branch_code as varchar(20)) as home_branch_code,
    cast(primary_staff_id as varchar(20)) as primary_staff_id,
    is_deceased
from customer_attribute_history

union all

select
    'UNASSIGNED' as customer_key,
    date '1900-01-01' as valid_from,
    cast(null as date) as valid_to,
    true as is_current,
    false as is_carried_back,
    cast(null as varchar(10)) as occupation_code,
    cast(null as varchar(10)) as education_code,
    cast(null as varchar(10)) as marital_code,
    cast(null as varchar(20)) as home_branch_code,
    cast(null as varchar(20)) as primary_staff_id,
    false as is_deceased
