-- PLACEHOLDER until months can be closed: the closed months, also those in which nothing posted.
select month_end
from {{ ref('int_months') }}
where false
