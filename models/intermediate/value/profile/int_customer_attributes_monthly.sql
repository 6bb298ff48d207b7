-- What was known of each customer at each month's end. Occupation, education and home branch have a
-- history; of birth dates and declared incomes only today's is kept.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

customer_attributes as (
    select * from {{ ref('customer_attributes') }}
),

customer_attribute_history as (
    select * from {{ ref('customer_attribute_history') }}
)

select
    customer_months.customer_key,
    customer_months.month_end,
    {{ age_in_years('customer_attributes.birth_date', 'customer_months.window_end') }} as age,
    {{ months_between('customer_attributes.customer_since', 'customer_months.window_end') }}
        as tenure_months,
    customer_attribute_history.occupation_code,
    customer_attribute_history.education_code,
    customer_attribute_history.home_branch_code,
    customer_attributes.annual_income
from customer_months
left join customer_attributes
    on customer_months.customer_key = customer_attributes.customer_key
left join customer_attribute_history
    on
        customer_months.customer_key = customer_attribute_history.customer_key
        and customer_months.window_end >= customer_attribute_history.valid_from
        and customer_months.window_end
        < coalesce(customer_attribute_history.valid_to, date '9999-12-31')
