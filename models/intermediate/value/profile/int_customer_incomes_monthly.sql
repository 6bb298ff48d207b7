-- What each customer earns a month: the salary that comes here, else what was declared, else the
-- middle of the bracket for occupation and city, marked as imputed.
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

-- W180 holds this many months of pay.
pay_months as (
    select {{ parameter('half_year_window_days') }} / cast(30 as double) as months_180d
),

candidates as (
    select
        attributes.customer_key,
        attributes.month_end,
        case
            when salaries.salary_180d > 0
                then cast(salaries.salary_180d / pay_months.months_180d as decimal(38, 8))
        end as salary_month,
        cast(attributes.annual_income / cast(12 as double) as decimal(38, 8)) as declared_month,
        cast(
            (income_brackets.monthly_low + income_brackets.monthly_high) / cast(2 as double)
            as decimal(38, 8)
        ) as bracket_month
    from attributes
    cross join pay_months
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
