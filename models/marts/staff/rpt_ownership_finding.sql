-- Days on which a customer had two owners, or none between two: who has to sort it out.
with findings as (
    select * from {{ ref('int_ownership_findings') }}
)

select
    cast(customer_key as varchar(64)) as customer_key,
    cast(finding as varchar(10)) as finding,
    from_date,
    to_date,
    cast(days as integer) as days,
    cast(staff_id as varchar(20)) as staff_id,
    cast(other_staff_id as varchar(20)) as other_staff_id
from findings
