-- Salaries of W180 per customer and month, for the primary holder of the account on the day.
with external_flows as (
    select * from {{ ref('int_customer_external_flows') }}
    where salaries > 0
),

window_slices as (
    select * from {{ ref('int_window_slices') }}
    where is_in_180d
)

select
    external_flows.customer_key,
    window_slices.month_end,
    cast(sum(external_flows.salary_cny) as decimal(38, 8)) as salary_180d,
    count(distinct window_slices.slice_month) as salary_months_180d
from external_flows
inner join window_slices
    on external_flows.slice_start = window_slices.slice_start
group by 1, 2
