-- Codes of the counters that no seed maps: such business has no weight, such a visitor no share in
-- diversion.
with business as (
    select * from {{ ref('stg_counter__business_log') }}
    where is_current_version
),

tickets as (
    select * from {{ ref('stg_counter__queue_tickets') }}
    where is_current_version
),

mapped_codes as (
    select
        'cntr_business_log-55' as rule_id,
        transaction_code as code
    from {{ ref('kpi_transaction_weight') }}
    union
    select
        'cntr_queue_ticket-55' as rule_id,
        business_type as code
    from {{ ref('counter_business_type') }}
),

used_codes as (
    select
        'cntr_business_log-55' as rule_id,
        transaction_code as code
    from business
    union
    select
        'cntr_queue_ticket-55' as rule_id,
        business_type as code
    from tickets
)

select
    used_codes.rule_id,
    used_codes.code
from used_codes
left join mapped_codes
    on
        used_codes.rule_id = mapped_codes.rule_id
        and used_codes.code = mapped_codes.code
where used_codes.code is not null and mapped_codes.code is null
