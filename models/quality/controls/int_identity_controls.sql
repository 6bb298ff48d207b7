-- Whether every balance has one customer or none (R-08), and no document has two (R-10).
with deposit_months as (
    select * from {{ ref('int_deposit_months') }}
),

account_days as (
    select sum(accounts) as account_days from {{ ref('int_balance_days') }}
),

shared_documents as (
    select * from {{ ref('int_shared_documents') }}
)

select
    'R-08' as control_id,
    sum(deposit_months.days_as_primary) as left_value,
    max(account_days.account_days) as right_value,
    abs(sum(deposit_months.days_as_primary) - max(account_days.account_days)) as difference
from deposit_months
cross join account_days
union all
select
    'R-10' as control_id,
    count(*) as left_value,
    count(case when is_in_review then 1 end) as right_value,
    count(case when not is_in_review then 1 end) as difference
from shared_documents
