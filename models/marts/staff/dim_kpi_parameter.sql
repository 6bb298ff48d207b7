-- Every parameter of staff assessment, when it is in force and whether the bank has approved it: by
-- this, pages say which defaults they rest on.
with parameters as (
    select
        'WEIGHT' as parameter_set,
        cast(concat_ws(' ', position_code, indicator_code) as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('kpi_weight') }}

    union all

    select
        'RULE' as parameter_set,
        cast(rule_id as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('kpi_rule') }}

    union all

    select
        'SCALE' as parameter_set,
        cast(indicator_code as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('kpi_scale') }}

    union all

    select
        'LIGHT' as parameter_set,
        cast(light as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('kpi_light') }}

    union all

    select
        'COVERAGE' as parameter_set,
        cast(coverage_group as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('kpi_coverage_weight') }}

    union all

    select
        'TIER' as parameter_set,
        cast(concat_ws(' ', tier, tier_item) as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('kpi_tier_weight') }}

    union all

    select
        'TRANSACTION' as parameter_set,
        cast(transaction_code as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('kpi_transaction_weight') }}

    union all

    select
        'BUSINESS' as parameter_set,
        cast(business_type as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('counter_business_type') }}

    union all

    select
        'CONTACT' as parameter_set,
        cast(result_code as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('contact_result') }}

    union all

    select
        'POINTS' as parameter_set,
        cast(complaint_level as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('complaint_points') }}

    union all

    select
        'DUE' as parameter_set,
        cast(complexity as varchar(80)) as parameter_key,
        valid_from,
        valid_to,
        is_approved
    from {{ ref('complaint_due') }}
)

select
    cast(parameter_set as varchar(20)) as parameter_set,
    parameter_key,
    valid_from,
    valid_to,
    is_approved
from parameters
