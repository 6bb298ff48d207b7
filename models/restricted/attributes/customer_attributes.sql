-- What is known of a customer, each attribute from the best source that has it, with that source
-- beside it.
with attribute_candidates as (
    select * from {{ ref('int_attribute_candidates') }}
),

customer_start_dates as (
    select * from {{ ref('int_customer_start_dates') }}
),

bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where valid_to is null
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
),

run_context as (
    select * from {{ ref('stg_landing__run_context') }}
),

tenures as (
    -- A record that no system dates is as old as the batch that first brought it.
    select
        bridge_customer_source.customer_key,
        coalesce(min(customer_start_dates.started_on), min(source_customers.first_batch_date))
            as customer_since,
        min(source_customers.first_batch_date) as first_batch_date,
        count(distinct bridge_customer_source.source_system) as source_system_count
    from bridge_customer_source
    inner join source_customers
        on
            bridge_customer_source.source_system = source_customers.source_system
            and bridge_customer_source.source_customer_id = source_customers.source_customer_id
    left join customer_start_dates
        on
            bridge_customer_source.source_system = customer_start_dates.source_system
            and bridge_customer_source.source_customer_id = customer_start_dates.source_customer_id
    group by bridge_customer_source.customer_key
),

survivors as (
    select
        customer_key,
        min_by(birth_date, identity_rank) filter (where birth_date is not null) as birth_date,
        min_by(source_name, identity_rank) filter (where birth_date is not null)
            as birth_date_source,
        min_by(gender, identity_rank) filter (where gender is not null) as gender,
        min_by(source_name, identity_rank) filter (where gender is not null)
            as gender_source,
        min_by(nationality, identity_rank) filter (where nationality is not null) as nationality,
        min_by(source_name, identity_rank) filter (where nationality is not null)
            as nationality_source,
        min_by(occupation_code, candidate_rank) filter (where occupation_code is not null)
            as occupation_code,
        min_by(source_name, candidate_rank) filter (where occupation_code is not null)
            as occupation_code_source,
        min_by(education_code, candidate_rank) filter (where education_code is not null)
            as education_code,
        min_by(source_name, candidate_rank) filter (where education_code is not null)
            as education_code_source,
        min_by(marital_code, candidate_rank) filter (where marital_code is not null)
            as marital_code,
        min_by(source_name, candidate_rank) filter (where marital_code is not null)
            as marital_code_source,
        min_by(annual_income, candidate_rank) filter (where annual_income is not null)
            as annual_income,
        min_by(source_name, candidate_rank) filter (where annual_income is not null)
            as annual_income_source,
        min_by(mobile, candidate_rank) filter (where mobile is not null) as mobile,
        min_by(source_name, candidate_rank) filter (where mobile is not null)
            as mobile_source,
        min_by(address, candidate_rank) filter (where address is not null) as address,
        min_by(source_name, candidate_rank) filter (where address is not null)
            as address_source,
        min_by(home_branch_code, candidate_rank) filter (where home_branch_code is not null)
            as home_branch_code,
        min_by(source_name, candidate_rank) filter (where home_branch_code is not null)
            as home_branch_code_source,
        coalesce(bool_or(is_staff), false) as is_staff,
        coalesce(bool_or(is_deceased), false) as is_deceased,
        coalesce(bool_or(is_test), false) as is_test
    from attribute_candidates
    group by customer_key
)

select
    survivors.*,
    tenures.customer_since,
    tenures.first_batch_date,
    cast(tenures.source_system_count as integer) as source_system_count,
    {{ age_in_years('survivors.birth_date', 'run_context.as_of_date') }}
    < {{ parameter('adult_age') }} as is_minor
from survivors
inner join tenures
    on survivors.customer_key = tenures.customer_key
cross join run_context
