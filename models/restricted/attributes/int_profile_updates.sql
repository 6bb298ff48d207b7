-- Changes from the staff app that count: by staff who saw evidence and whose change was approved,
-- or by the customer unless it was turned down. One attribute a row, as a column of its own.
with profile_updates as (
    select * from {{ ref('stg_crm__profile_updates') }}
    where is_current_version
),

bridge_customer_source as (
    select * from {{ ref('bridge_customer_source') }}
    where source_system = 'crm' and valid_to is null
),

believed as (
    select
        profile_updates.*,
        case when update_source = 'STAFF' then 1 else 2 end as precedence,
        try_cast(new_value as decimal(18, 2)) as declared_income
    from profile_updates
    where
        not {{ has_lost_characters('new_value') }}
        and (
            (
                update_source = 'STAFF'
                and evidence_type is not null
                and review_status = 'APPROVED'
            )
            or (update_source = 'CUSTOMER' and coalesce(review_status <> 'REJECTED', true))
        )
),

typed as (
    select
        believed.*,
        case when attr_name = 'CONTACT' then {{ document_no_normalised('new_value') }} end as mobile
    from believed
)

select
    bridge_customer_source.customer_key,
    typed.update_id,
    typed.precedence,
    case when typed.precedence = 1 then 'staff' else 'customer' end as source_name,
    typed.updated_at,
    typed.batch_date,
    case when typed.attr_name = 'OCCUPATION' then upper(typed.new_value) end as occupation_code,
    case when typed.attr_name = 'EDUCATION' then upper(typed.new_value) end as education_code,
    case when typed.attr_name = 'MARITAL' then upper(typed.new_value) end as marital_code,
    case when typed.attr_name = 'INCOME' then {{ believable_income('typed.declared_income') }} end
        as annual_income,
    case when {{ is_mobile('typed.mobile') }} then typed.mobile end as mobile,
    case when typed.attr_name = 'HOME_ADDR' then typed.new_value end as address
from typed
inner join bridge_customer_source
    on typed.crm_customer_id = bridge_customer_source.source_customer_id
