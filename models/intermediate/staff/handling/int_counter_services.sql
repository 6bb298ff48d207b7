-- The counter log row by row: what it counts for, and how long it took. Failed business, both legs
-- of a reversal, the correction of an own error and what a machine ran count for nothing.
with business_log as (
    select * from {{ ref('stg_counter__business_log') }}
    where not is_rejected and is_current_version
),

follow_ups as (
    select * from {{ ref('int_counter_follow_ups') }}
),

weights as (
    select * from {{ ref('kpi_transaction_weight') }}
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

dated as (
    select
        business_log.*,
        cast(coalesce(started_at, ended_at) as date) as service_date,
        {{ seconds_between('started_at', 'ended_at') }} - coalesce(auth_wait_s, 0) as seconds_taken
    from business_log
),

judged as (
    select
        dated.*,
        rules.month_end,
        weights.transaction_code is not null as is_known_code,
        coalesce(follow_ups.is_own_error, false) as is_own_error,
        coalesce(dated.log_status = 'OK', false)
        and not coalesce(follow_ups.is_reversed or follow_ups.is_own_correction, false)
        and not coalesce(dated.is_batch, false)
        and not coalesce(weights.is_machine, false) as is_counted,
        coalesce(case
            when dated.item_count > 1
                then ceil(dated.item_count / nullif(cast(weights.items_per_weight as double), 0))
        end, 1) as item_groups,
        case
            when dated.amount > weights.amount_step
                then ceil(dated.amount / nullif(cast(weights.amount_step as double), 0)) - 1
            else 0
        end as further_steps,
        case
            when
                dated.seconds_taken >= rules.handling_min_seconds
                and dated.seconds_taken <= rules.handling_max_seconds
                then dated.seconds_taken
        end as handling_seconds,
        weights.weight,
        coalesce(weights.weight_per_step, 0) as weight_per_step,
        weights.max_weight,
        weights.standard_minutes
    from dated
    inner join rules
        on {{ month_end('dated.service_date') }} = rules.month_end
    left join weights
        on
            dated.transaction_code = weights.transaction_code
            and rules.month_end >= weights.valid_from
            and rules.month_end < coalesce(weights.valid_to, date '9999-12-31')
    left join follow_ups
        on dated.serial_no = follow_ups.serial_no
),

weighed as (
    select
        judged.*,
        cast(item_groups as decimal(18, 0)) * weight
        + cast(further_steps as decimal(18, 0)) * weight_per_step as full_weight,
        standard_minutes * 60 * cast(item_groups as decimal(18, 0)) as standard_seconds
    from judged
)

select
    serial_no,
    teller_id as staff_id,
    branch_code,
    ticket_id,
    core_customer_no,
    service_date,
    month_end,
    transaction_code,
    is_known_code,
    is_counted,
    is_own_error,
    cast(case
        when not is_counted or not is_known_code then 0
        when full_weight > max_weight then max_weight
        else full_weight
    end as decimal(18, 4)) as volume,
    cast(handling_seconds as integer) as handling_seconds,
    cast(case
        when is_counted then handling_seconds / nullif(cast(standard_seconds as double), 0)
    end as decimal(18, 8)) as time_ratio
from weighed
