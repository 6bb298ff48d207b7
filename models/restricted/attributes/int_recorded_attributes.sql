-- Attributes that the core, the loan and the card department record of their customers today. A
-- core number that was merged into another is no longer kept up and comes after the others.
with core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

card_customers as (
    select * from {{ ref('stg_card__customers') }}
    where is_current_version
),

loan_customers as (
    select * from {{ ref('stg_loan__customers') }}
    where is_current_version
)

select
    'core' as source_system,
    core_customer_no as source_customer_id,
    case when customer_status = 'M' then 4 else 3 end as precedence,
    source_updated_at,
    occupation_code,
    education_code,
    marital_code,
    annual_income,
    home_addr as address,
    open_branch as home_branch_code,
    gender,
    is_staff,
    customer_status = 'D' as is_deceased
from core_customers

union all

select
    'loan' as source_system,
    loan_customer_no as source_customer_id,
    5 as precedence,
    source_updated_at,
    cast(null as varchar(10)) as occupation_code,
    cast(null as varchar(10)) as education_code,
    cast(null as varchar(10)) as marital_code,
    cast(null as decimal(18, 2)) as annual_income,
    family_addr as address,
    cast(null as varchar(20)) as home_branch_code,
    cast(null as varchar(1)) as gender,
    cast(null as boolean) as is_staff,
    cast(null as boolean) as is_deceased
from loan_customers

union all

select
    'card' as source_system,
    card_customer_no as source_customer_id,
    6 as precedence,
    source_updated_at,
    cast(null as varchar(10)) as occupation_code,
    cast(null as varchar(10)) as education_code,
    cast(null as varchar(10)) as marital_code,
    annual_income,
    bill_addr as address,
    cast(null as varchar(20)) as home_branch_code,
    cast(null as varchar(1)) as gender,
    cast(null as boolean) as is_staff,
    cast(null as boolean) as is_deceased
from card_customers
