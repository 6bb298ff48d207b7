-- What: every customer number that a department delivers belongs to exactly one customer today.
-- When it matters: a number in none loses its accounts to UNASSIGNED, one in two counts them twice.
-- How to resolve: look the number up in bridge_customer_source; rebuild the restricted models.
with delivered as (
    select
        'core' as source_system,
        core_customer_no as source_customer_id
    from {{ ref('stg_core__customers') }}
    where is_current_version
    union all
    select
        'card' as source_system,
        card_customer_no as source_customer_id
    from {{ ref('stg_card__customers') }}
    where is_current_version
    union all
    select
        'loan' as source_system,
        loan_customer_no as source_customer_id
    from {{ ref('stg_loan__customers') }}
    where is_current_version
    union all
    select
        'ebank' as source_system,
        user_id as source_customer_id
    from {{ ref('stg_ebank__users') }}
    where is_current_version
    union all
    select
        'crm' as source_system,
        crm_customer_id as source_customer_id
    from {{ ref('stg_crm__customers') }}
    where is_current_version
),

open_rows as (
    select
        source_system,
        source_customer_id,
        count(*) as open_count
    from {{ ref('bridge_customer_source') }}
    where valid_to is null
    group by source_system, source_customer_id
),

mismatched as (
    select
        coalesce(delivered.source_system, open_rows.source_system) as source_system,
        delivered.source_customer_id is not null as is_delivered,
        coalesce(open_rows.open_count, 0) as open_count
    from delivered
    full outer join open_rows
        on
            delivered.source_system = open_rows.source_system
            and delivered.source_customer_id = open_rows.source_customer_id
    where
        delivered.source_customer_id is null
        or open_rows.source_customer_id is null
        or open_rows.open_count <> 1
)

select
    source_system,
    is_delivered,
    open_count,
    count(*) as source_customers
from mismatched
group by source_system, is_delivered, open_count
