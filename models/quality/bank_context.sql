-- Whose figures these are, of which day and in which currency: one row for every page and report.
with run_context as (
    select * from {{ ref('stg_landing__run_context') }}
)

select
    cast(bank as varchar(40)) as bank,
    as_of_date,
    cast(reporting_currency as varchar(3)) as reporting_currency
from run_context
