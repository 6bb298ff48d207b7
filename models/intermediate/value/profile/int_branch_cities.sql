-- The class of the city that each branch stands in; cities the seed does not name are of class ANY.
with branches as (
    select * from {{ ref('stg_hr__branches') }}
    where is_current_version
),

city_classes as (
    select * from {{ ref('city_class') }}
),

newest as (
    select
        branch_code,
        max_by(city_code, valid_from) as city_code
    from branches
    group by 1
)

select
    newest.branch_code,
    coalesce(city_classes.city_class, 'ANY') as city_class
from newest
left join city_classes
    on newest.city_code = city_classes.city_code
