-- Do customers of little value go to machines, and does staff time go to those worth it? Business
-- of the newest complete month at devices and counters by the customer's tier that month, and the
-- minutes staff spent on it, in all and for each hundred customers of the tier.
with tiers as (
    select
        customer_key,
        month_end,
        tier,
        max(month_end) over () as newest_month
    from {{ ref('fct_customer_tier') }}
    where not is_month_to_date and customer_key <> 'UNASSIGNED'
),

contacts as (
    select
        core_customer_no,
        month_end,
        'COUNTER' as place,
        handling_seconds
    from {{ ref('int_counter_services') }}
    where is_counted

    union all

    select
        core_customer_no,
        {{ month_end('started_at') }} as month_end,
        'DEVICE' as place,
        null as handling_seconds
    from {{ ref('stg_counter__device_transactions') }}
    where not is_rejected and is_current_version and is_successful
),

known as (
    select
        sources.customer_key,
        contacts.month_end,
        count(*) as services,
        count(*) filter (where contacts.place = 'DEVICE') as device_services,
        sum(contacts.handling_seconds) as handling_seconds
    from contacts
    inner join {{ ref('int_customer_sources') }} as sources
        on contacts.core_customer_no = sources.source_customer_id and sources.source_system = 'core'
    group by sources.customer_key, contacts.month_end
)

select
    tiers.tier,
    count(*) as customers,
    sum(known.services) as services,
    sum(known.device_services) / nullif(sum(known.services), 0) as device_share,
    sum(known.handling_seconds) / 60 as staff_minutes,
    100 * sum(known.handling_seconds) / 60 / nullif(count(*), 0)
        as staff_minutes_per_hundred_customers
from tiers
left join known
    on
        tiers.customer_key = known.customer_key
        and tiers.month_end = known.month_end
where tiers.month_end = tiers.newest_month
group by tiers.tier
order by tiers.tier
