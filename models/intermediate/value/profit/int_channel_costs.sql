-- What serving a customer costs per channel and business type from when to when: the bank's own
-- cost feed, or the default where the feed brings no row for the pair.
with channel_costs as (
    select * from {{ ref('stg_reference__channel_costs') }}
    where is_current_version
),

default_costs as (
    select * from {{ ref('channel_cost') }}
),

business_types as (
    select distinct business_type from {{ ref('transaction_code') }}
),

versions as (
    select
        channel_code,
        business_type,
        valid_from,
        unit_cost_per_transaction,
        base_part,
        row_number() over (partition by channel_code, business_type order by valid_from)
            as version_no,
        lead(valid_from) over (partition by channel_code, business_type order by valid_from)
            as next_valid_from
    from channel_costs
)

select
    channel_code,
    business_type,
    case when version_no = 1 then date '1900-01-01' else valid_from end as valid_from,
    coalesce(next_valid_from, date '9999-12-31') as valid_to,
    cast(unit_cost_per_transaction as decimal(18, 6)) as unit_cost_per_transaction,
    cast(base_part as decimal(18, 6)) as base_part,
    false as is_default
from versions

union all

select
    default_costs.channel_code,
    business_types.business_type,
    date '1900-01-01' as valid_from,
    date '9999-12-31' as valid_to,
    default_costs.unit_cost_per_transaction,
    default_costs.base_part,
    true as is_default
from default_costs
cross join business_types
left join versions
    on
        default_costs.channel_code = versions.channel_code
        and business_types.business_type = versions.business_type
where versions.channel_code is null
