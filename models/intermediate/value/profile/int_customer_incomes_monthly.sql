-- What each customer earns a month: the salary that comes here, over the months in which one came,
-- else what was declared, else the middle of the bracket for occupation and city, as a guess.
with attributes as (
    select * from {{ ref('int_customer_attributes_monthly') }}
),

salaries as (
    select * from {{ ref('int_customer_salaries_monthly') }}
),

branch_cities as (
    select * from {{ ref('int_branch_cities') }}
),

income_brackets as (
    select * from {{ ref('income_bracket') }}
),

candidates as (
    select
        attributes.customer_key,
        attributes.month_end,
        cast(
            salaries.salary_180d / nullif(cast(salaries.salary_months_180d as double), 0)
            as decimal(38, 8)
        ) as salary_month,
        cast(attributes.annual_income / cast(12 as double) as decimal(38, 8)) as declared_month,
        cast(
            (income_brackets.monthly_low + income_brackets.monthly_high) / cast(2 as double)
            as decimal(38, 8)
        ) as bracket_month
    from attributes
    left join salaries
        on
            attributes.customer_key = salaries.customer_key
            and attributes.month_end = salaries.month_end
    left join branch_cities
        on attributes.home_branch_code = branch_cities.branch_code
    left join income_brackets
        on
            attributes.occupation_code = income_brackets.occupation_code
            and coalesce(branch_cities.city_class, 'ANY') = income_brackets.city_class
)

select
    customer_key,
    month_end,
    coalesce(salary_month, declared_month, bracket_month) as monthly_income,
    coalesce(salary_month, declared_month) is null and bracket_month is not null
        as is_income_imputed
from candidates
