-- What every source says of a customer today, in the order in which sources are believed: staff who
-- saw evidence, the customer, the core, loans, cards, e-banking, the CRM's own notes.
with bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where valid_to is null
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
),

recorded_attributes as (
    select * from {{ ref('int_recorded_attributes') }}
),

profile_updates as (
    select * from {{ ref('int_profile_updates') }}
),

records as (
    -- Who somebody is comes from the document where it is a valid resident card.
    select
        bridge_customer_source.customer_key,
        source_customers.source_system as source_name,
        source_customers.source_customer_id as source_id,
        coalesce(
            recorded_attributes.precedence,
            case source_customers.source_system when 'ebank' then 7 else 8 end
        ) as precedence,
        recorded_attributes.source_updated_at as updated_at,
        source_customers.birth_date,
        case
            when not source_customers.has_valid_resident_id then recorded_attributes.gender
            when
                substring(source_customers.resident_id, 17, 1) in ('1', '3', '5', '7', '9')
                then 'M'
            else 'F'
        end as gender,
        source_customers.nationality,
        recorded_attributes.occupation_code,
        recorded_attributes.education_code,
        recorded_attributes.marital_code,
        recorded_attributes.annual_income,
        source_customers.mobile,
        recorded_attributes.address,
        recorded_attributes.home_branch_code,
        recorded_attributes.is_staff,
        recorded_attributes.is_deceased,
        source_customers.is_test,
        source_customers.has_valid_resident_id
    from source_customers
    inner join bridge_customer_source
        on
            source_customers.source_system = bridge_customer_source.source_system
            and source_customers.source_customer_id = bridge_customer_source.source_customer_id
    left join recorded_attributes
        on
            source_customers.source_system = recorded_attributes.source_system
            and source_customers.source_customer_id = recorded_attributes.source_customer_id
),

candidates as (
    select * from records

    union all

    select
        customer_key,
        source_name,
        update_id as source_id,
        precedence,
        updated_at,
        cast(null as date) as birth_date,
        cast(null as varchar(1)) as gender,
        cast(null as varchar(10)) as nationality,
        occupation_code,
        education_code,
        marital_code,
        annual_income,
        mobile,
        address,
        cast(null as varchar(20)) as home_branch_code,
        cast(null as boolean) as is_staff,
        cast(null as boolean) as is_deceased,
        cast(null as boolean) as is_test,
        false as has_valid_resident_id
    from profile_updates
)

select
    candidates.*,
    row_number() over (
        partition by customer_key
        order by
            precedence asc, updated_at desc nulls last, source_name asc, source_id asc
    ) as candidate_rank,
    row_number() over (
        partition by customer_key
        order by
            has_valid_resident_id desc,
            precedence asc,
            updated_at desc nulls last,
            source_name asc,
            source_id asc
    ) as identity_rank
from candidates
