-- Each number drawn in a branch: how long the visitor waited, and whether a device or the app could
-- have served. Nobody old is expected to go there; who shows no age is.
with tickets as (
    select * from {{ ref('stg_counter__queue_tickets') }}
    where not is_rejected and is_current_version
),

rules as (
    select * from {{ ref('int_kpi_rules') }}
),

business_types as (
    select * from {{ ref('counter_business_type') }}
),

branch_periods as (
    select * from {{ ref('int_branch_periods') }}
),

core_customers as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'core'
),

attributes as (
    select * from {{ ref('customer_attributes') }}
),

judged as (
    select
        tickets.ticket_id,
        cast(tickets.taken_at as date) as visit_date,
        rules.month_end,
        rules.good_wait_minutes,
        coalesce(branch_periods.standing_branch_code, tickets.branch_code) as branch_code,
        tickets.lobby_staff_id,
        coalesce(tickets.is_abandoned, false) as is_abandoned,
        {{ seconds_between('tickets.taken_at', 'tickets.started_at') }} as seconds_waited,
        coalesce(business_types.is_divertible, false)
        and not coalesce(
            {{ age_in_years('attributes.birth_date', 'tickets.taken_at') }} >= rules.elderly_age,
            false
        ) as is_divertible,
        tickets.diverted_to
    from tickets
    inner join rules
        on {{ month_end('tickets.taken_at') }} = rules.month_end
    left join business_types
        on
            tickets.business_type = business_types.business_type
            and rules.month_end >= business_types.valid_from
            and rules.month_end < coalesce(business_types.valid_to, date '9999-12-31')
    left join branch_periods
        on
            tickets.branch_code = branch_periods.branch_code
            and tickets.taken_at >= branch_periods.valid_from
            and tickets.taken_at < coalesce(branch_periods.valid_to, date '9999-12-31')
    left join core_customers
        on tickets.core_customer_no = core_customers.source_customer_id
    left join attributes
        on core_customers.customer_key = attributes.customer_key
)

select
    ticket_id,
    visit_date,
    month_end,
    branch_code,
    lobby_staff_id,
    is_abandoned,
    cast(case
        when not is_abandoned and seconds_waited >= 0 then seconds_waited / cast(60 as double)
    end as decimal(18, 4)) as wait_minutes,
    case
        when not is_abandoned and seconds_waited >= 0
            then seconds_waited <= good_wait_minutes * 60
    end as is_good_wait,
    is_divertible,
    is_divertible and diverted_to is not null as is_diverted
from judged
