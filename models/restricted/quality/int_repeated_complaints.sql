-- Complaints that look like an earlier one of the same customer about the same matter, without
-- saying so: they would count twice.
with complaints as (
    select * from {{ ref('stg_complaint__complaints') }}
    where is_current_version
)

select distinct
    'cmpl_complaint-52' as rule_id,
    complaints.complaint_id as record_key,
    complaints.batch_date,
    complaints.src_file,
    complaints.src_row_no
from complaints
inner join complaints as earlier
    on
        complaints.crm_customer_id = earlier.crm_customer_id
        and complaints.business_code = earlier.business_code
        and complaints.cause_code = earlier.cause_code
        and complaints.received_at > earlier.received_at
where
    complaints.repeat_of_complaint_id is null
    and {{ days_between('earlier.received_at', 'complaints.received_at') }}
    <= {{ parameter('complaint_repeat_days') }}
