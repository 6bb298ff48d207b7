-- The mean of each customer's valid survey answers of the last 365 days, 0 to 100.
with responses as (
    select * from {{ ref('stg_survey__responses') }}
    where is_current_version and survey_percent is not null
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
    cast(
        sum(responses.survey_percent) / nullif(cast(count(*) as double), 0) as decimal(9, 4)
    ) as satisfaction
from responses
inner join customer_sources
    on responses.crm_customer_id = customer_sources.source_customer_id
inner join windows
    on
        cast(responses.responded_at as date) > windows.year_start
        and cast(responses.responded_at as date) <= windows.window_end
group by 1, 2
