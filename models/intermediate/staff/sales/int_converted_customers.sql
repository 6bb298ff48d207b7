-- Customers who took something up or moved up a tier in a month, each once, for whoever was first:
-- the manager who won the opportunity, or the owner when the month closed on a higher tier.
with opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where is_current_version and opportunity_status = 'WON' and closed_at is not null
),

staff_days as (
    select * from {{ ref('int_staff_days') }}
),

-- Who has customers of his own; what others win is a referral.
positions as (
    select * from {{ ref('kpi_position') }}
    where portfolio = 'OWN'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'crm'
),

tier_moves as (
    select * from {{ ref('int_tier_moves') }}
    where direction = 'UP'
),

owned_customers as (
    select * from {{ ref('int_owned_customer_months') }}
    where is_at_month_end and is_measured and staff_id is not null
),

own_accounts as (
    select * from {{ ref('int_own_accounts') }}
),

conversions as (
    select
        coalesce(customer_sources.customer_key, opportunities.crm_customer_id) as customer_key,
        opportunities.staff_id,
        cast(opportunities.closed_at as date) as work_date,
        'WON' as conversion
    from opportunities
    inner join staff_days
        on
            opportunities.staff_id = staff_days.staff_id
            and cast(opportunities.closed_at as date) = staff_days.work_date
    inner join positions
        on staff_days.position_code = positions.position_code
    left join customer_sources
        on opportunities.crm_customer_id = customer_sources.source_customer_id
    left join own_accounts
        on customer_sources.customer_key = own_accounts.customer_key
    where own_accounts.customer_key is null

    union all

    select
        tier_moves.customer_key,
        owned_customers.staff_id,
        tier_moves.month_end as work_date,
        'TIER_UP' as conversion
    from tier_moves
    inner join owned_customers
        on
            tier_moves.customer_key = owned_customers.customer_key
            and tier_moves.month_end = owned_customers.month_end
),

ranked as (
    select
        conversions.*,
        {{ month_end('work_date') }} as month_end,
        row_number() over (
            partition by customer_key, {{ month_end('work_date') }}
            order by work_date asc, conversion desc, staff_id asc
        ) as order_no
    from conversions
)

select
    customer_key,
    month_end,
    staff_id,
    work_date,
    conversion
from ranked
where order_no = 1
