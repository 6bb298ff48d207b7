-- What: every control of severity BLOCK holds.
-- When it matters: a failed control means a total the bank knows cannot be found in the warehouse.
-- How to resolve: read both sides in quality.ctl_result; R-03 and R-04 list their days in
-- quality.ctl_ledger_break.
select
    control_id,
    left_value,
    right_value,
    difference
from {{ ref('ctl_result') }}
where severity = 'BLOCK' and status = 'FAIL'
