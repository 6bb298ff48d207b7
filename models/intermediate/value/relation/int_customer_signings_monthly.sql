-- Which kinds of signing each customer has in force at each month's end.
with signings as (
    select * from {{ ref('stg_core__signings') }}
    where is_current_version
),

signing_types as (
    select * from {{ ref('signing_type') }}
    where coverage_group is not null or is_main_bank
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

months as (
    select * from {{ ref('int_months') }}
)

select distinct
    coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
    months.month_end,
    signing_types.coverage_group,
    signing_types.is_main_bank
from signings
inner join signing_types
    on signings.sign_type = signing_types.sign_type
inner join months
    on
        coalesce(signings.sign_date, date '1900-01-01') <= months.window_end
        and coalesce(signings.cancel_date, date '9999-12-31') > months.window_end
left join customer_sources
    on signings.core_customer_no = customer_sources.source_customer_id
