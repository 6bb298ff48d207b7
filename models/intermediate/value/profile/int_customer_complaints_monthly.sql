-- The weight of each customer's complaints of the last 365 days that were found valid by the end of
-- the month. What was withdrawn or repeats another complaint does not count again.
with complaints as (
    select * from {{ ref('stg_complaint__complaints') }}
    where
        is_current_version
        and validity = 'VALID'
        and not coalesce(is_withdrawn, false)
        and repeat_of_complaint_id is null
),

level_weights as (
    select * from {{ ref('code_score') }}
    where code_kind = 'COMPLAINT_LEVEL'
),

weight_of_others as (
    select score from level_weights
    where code = 'ANY'
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'crm'
),

windows as (
    select * from {{ ref('int_profile_windows') }}
)

select
    customer_sources.customer_key,
    windows.month_end,
    sum(coalesce(level_weights.score, weight_of_others.score)) as complaint_weight
from complaints
inner join customer_sources
    on complaints.crm_customer_id = customer_sources.source_customer_id
inner join windows
    on
        cast(complaints.received_at as date) > windows.year_start
        and cast(complaints.received_at as date) <= windows.window_end
        and cast(coalesce(complaints.decided_at, complaints.received_at) as date)
        <= windows.window_end
cross join weight_of_others
left join level_weights
    on cast(complaints.complaint_level as varchar(10)) = level_weights.code
group by 1, 2
