-- Where each customer's relation stands at each month's end. Unknown where nobody can see whether
-- money moved; who has unknown assets is at most silent.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
    where customer_key <> 'UNASSIGNED'
),

attributes as (
    select * from {{ ref('int_customer_attributes_monthly') }}
),

channel_use as (
    select * from {{ ref('int_customer_use_monthly') }}
),

movements as (
    select * from {{ ref('int_customer_movements') }}
),

positions as (
    select * from {{ ref('int_customer_positions_monthly') }}
),

churned as (
    select * from {{ ref('int_churned_customers_monthly') }}
),

guards as (
    select * from {{ ref('int_dormancy_guards_monthly') }}
),

judged as (
    select
        customer_months.customer_key,
        customer_months.month_end,
        churned.customer_key is not null as is_churned,
        attributes.tenure_months < {{ parameter('new_customer_months') }} as is_new,
        channel_use.movement_days_90d,
        {{ days_between('movements.last_movement_date', 'customer_months.window_end') }}
        < {{ parameter('dormancy_days') }} as has_moved_lately,
        positions.deposit_daily_avg + coalesce(positions.investment_daily_avg, 0)
        <= {{ parameter('dormancy_max_aum') }}
        and coalesce(positions.investment_daily_avg, 0) = 0
        and coalesce(positions.loan_daily_avg, 0) = 0
        and guards.customer_key is null as can_be_dormant
    from customer_months
    left join attributes
        on
            customer_months.customer_key = attributes.customer_key
            and customer_months.month_end = attributes.month_end
    left join channel_use
        on
            customer_months.customer_key = channel_use.customer_key
            and customer_months.month_end = channel_use.month_end
    left join movements
        on
            customer_months.customer_key = movements.customer_key
            and customer_months.month_end = movements.month_end
    left join positions
        on
            customer_months.customer_key = positions.customer_key
            and customer_months.month_end = positions.month_end
    left join churned
        on
            customer_months.customer_key = churned.customer_key
            and customer_months.month_end = churned.month_end
    left join guards
        on
            customer_months.customer_key = guards.customer_key
            and customer_months.month_end = guards.month_end
)

select
    customer_key,
    month_end,
    -- Whoever has left is dormant too, and no more safe than that.
    movement_days_90d is not null
    and not coalesce(has_moved_lately, false)
    and coalesce(can_be_dormant, false) as is_dormant,
    case
        when is_churned then 'CHURNED'
        when is_new then 'NEW'
        when movement_days_90d is null then null
        when not coalesce(has_moved_lately, false) and can_be_dormant then 'DORMANT'
        when movement_days_90d = 0 then 'SILENT'
        else 'ACTIVE'
    end as life_status
from judged
